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

const declineControl: CallControl = { command: 'decline', label: words.controls.decline, enabled: true };

const answerControls: readonly CallControl[] = [
  { command: 'accept', label: words.controls.accept, enabled: true },
  declineControl,
];

const handControl = (call: CallSnapshot): CallControl =>
  call.hand
    ? { command: 'lower-hand', label: words.controls.lowerHand, enabled: true }
    : { command: 'raise-hand', label: words.controls.raiseHand, enabled: true };

/** Everything, for a menu. The way out of the call comes last. */
export function allControls(call: CallSnapshot): readonly CallControl[] {
  if (call.phase === 'ringing-in') return answerControls;
  if (!isAnswered(call)) return [hangUpControl];
  const hand = call.kind === 'group' ? [handControl(call)] : [];
  return [muteControl(call), cameraControl(call), ...hand, holdControl(call), hangUpControl];
}

/** Everything that a call can be asked for while another one is foremost. */
export function controlsBeside(call: CallSnapshot, foremost: CallSnapshot): readonly CallControl[] {
  if (call.phase === 'ringing-in') {
    // Both ring: answering this one neither holds nor ends anything.
    if (foremost.phase === 'ringing-in') return answerControls;
    const hold: CallControl = { command: 'hold-and-accept', label: words.controls.holdAndAccept, enabled: true };
    const end: CallControl = { command: 'end-and-accept', label: words.controls.endAndAccept, enabled: true };
    // What nobody has answered yet cannot wait.
    return isAnswered(foremost) ? [hold, end, declineControl] : [end, declineControl];
  }
  if (!isAnswered(call) || foremost.phase === 'ringing-out') return [hangUpControl];
  const turnTo: CallControl = isAnswered(foremost)
    ? { command: 'swap', label: words.controls.swap, enabled: true }
    : { command: 'resume', label: words.controls.resume, enabled: true };
  return [turnTo, hangUpControl];
}

/** The two that matter most, for where there is little room. */
export function mainControls(call: CallSnapshot): readonly CallControl[] {
  if (call.phase === 'ringing-in') return answerControls;
  if (!isAnswered(call)) return [hangUpControl];
  return [muteControl(call), hangUpControl].filter((control) => control.enabled);
}
