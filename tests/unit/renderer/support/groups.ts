/** Calls of many, to be looked at. `#group:NAME` */
import type { ActiveCall } from '../../../../src/renderer/call/active-call.ts';
import { callOf, crowd, invitation } from './crowd.ts';

export type GroupScene = {
  call: ActiveCall;
  /** Numbers of those who have a moving picture, and of who shares a screen. */
  videos?: readonly number[];
  screen?: number;
  /** Buttons to press before looking. */
  press?: string | readonly string[];
};

export const groups: Record<string, GroupScene> = {
  ...Object.fromEntries([1, 2, 3, 5, 9, 25, 100].map((count) => [String(count), { call: callOf(crowd(count)) }])),
  video: { call: callOf(crowd(5)), videos: [0, 1, 3] },
  screen: { call: callOf(crowd(9)), videos: [1], screen: 2 },
  panel: { call: callOf(crowd(25), [invitation(26, 'ringing'), invitation(27, 'declined')]), press: 'Participants' },
  link: { call: callOf(crowd(1)), press: 'Copy link' },
  'mute-everyone': { call: callOf(crowd(9)), press: ['Participants', 'Mute everyone'] },
  ringing: {
    call: callOf(crowd(2), [
      invitation(5, 'ringing'),
      invitation(6, 'declined'),
      invitation(7, 'no-answer'),
      invitation(8, 'withdrawn'),
    ]),
  },
};
