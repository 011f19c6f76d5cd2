import { useStore } from 'zustand';
import type { CallCommand, CallSnapshot } from '../../shared/call.ts';
import type { ReadonlyStore } from '../state/gate.ts';
import { Mini, type MiniProps } from './mini.tsx';

export type ShownCall = { call: CallSnapshot | null };

type MiniWindowProps = Pick<MiniProps, 'onReturn' | 'visibility' | 'clock'> & {
  calls: ReadonlyStore<ShownCall>;
  onCommand: (command: CallCommand) => void;
};

/** The mini window over the call that main tells of: every command names the call that is shown. */
export function MiniWindow({ calls, onCommand, ...rest }: MiniWindowProps) {
  const call = useStore(calls, (state) => state.call);
  return (
    <Mini
      {...rest}
      call={call}
      onCommand={(type) => {
        if (call !== null) onCommand({ callId: call.callId, type });
      }}
    />
  );
}
