import type { CallSnapshot } from '../../shared/call.ts';

/** What an icon says; also the names of its files. */
export type TrayState = 'idle' | 'in-call' | 'muted' | 'reconnecting' | 'ringing' | 'missed';

/** Without a call: what matters most of what there is to know. */
export type WithoutCall = { missed: number; reconnecting: boolean };

export function trayState(
  call: CallSnapshot | null,
  without: WithoutCall = { missed: 0, reconnecting: false },
): TrayState {
  if (!call) {
    // Nobody can call now; that somebody did is still there afterwards.
    if (without.reconnecting) return 'reconnecting';
    return without.missed > 0 ? 'missed' : 'idle';
  }
  switch (call.phase) {
    case 'ringing-in':
    case 'ringing-out':
      return 'ringing';
    case 'reconnecting':
      return 'reconnecting';
    case 'connecting':
    case 'connected':
      // Whoever looks at the icon asks whether others can hear them: in one state of the microphone they do.
      return call.microphone === 'on' && !call.held ? 'in-call' : 'muted';
  }
}

/** File of an icon: Windows takes all sizes in one file, macOS tints a template, Linux panels are 22 px high. */
export function trayIconFile(state: TrayState, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `${state}.ico`;
  return platform === 'darwin' ? `${state}Template.png` : `${state}-22.png`;
}
