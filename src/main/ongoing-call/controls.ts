/** What can be asked for in each state of a call, under the names every surface uses. */
import type { CallCommandType, CallSnapshot } from '../../shared/call.ts';
import { isAnswered, microphoneControl } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';

export type CallControl = { command: CallCommandType; label: string; enabled: boolean };

export const hangUpControl: CallControl = { command: 'hang-up', label: words.controls.hangUp, enabled: true };

/** Without a microphone there is nothing to mute: the control stays in its place, disabled. */
export function muteControl(call: CallSnapshot): CallControl {
  const command = microphoneControl(call.microphone);
  return command === 'unmute'
    ? { command, label: words.controls.unmute, enabled: true }
    : { command: 'mute', label: words.controls.mute, enabled: command === 'mute' };
}

/** The way to the window, by what is there: nobody can return to a call before it was answered. */
export const wayBack = (call: CallSnapshot): string =>
  isAnswered(call) ? words.controls.returnToCall : words.tray.open;

const cameraControl = (call: CallSnapshot): CallControl =>
  call.camera
    ? { command: 'stop-video', label: words.controls.stopVideo, enabled: true }
    : { command: 'start-video', label: words.controls.startVideo, enabled: true };

const holdControl = (call: CallSnapshot): CallControl =>
  call.held
    ? { command: 'resume', label: words.controls.resume, enabled: true }
    : { command: 'hold', label: words.controls.hold, enabled: true };

const answerControls: readonly CallControl[] = [
  { command: 'accept', label: words.controls.accept, enabled: true },
  { command: 'decline', label: words.controls.decline, enabled: true },
];

/** Everything, for a menu. The way out of the call comes last. */
export function allControls(call: CallSnapshot): readonly CallControl[] {
  if (call.phase === 'ringing-in') return answerControls;
  if (!isAnswered(call)) return [hangUpControl];
  return [muteControl(call), cameraControl(call), holdControl(call), hangUpControl];
}

/** The two that matter most, for where there is little room. */
export function mainControls(call: CallSnapshot): readonly CallControl[] {
  if (call.phase === 'ringing-in') return answerControls;
  if (!isAnswered(call)) return [hangUpControl];
  return [muteControl(call), hangUpControl].filter((control) => control.enabled);
}
