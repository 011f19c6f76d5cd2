import { useStore } from 'zustand';
import type { CallCommand, CallsSnapshot } from '../../shared/call.ts';
import { foremostCall } from '../../shared/several-calls.ts';
import type { ReadonlyStore } from '../state/gate.ts';
import { Mini, type MiniProps } from './mini.tsx';

type MiniWindowProps = Pick<MiniProps, 'onReturn' | 'visibility' | 'clock'> & {
  calls: ReadonlyStore<CallsSnapshot>;
  onCommand: (command: CallCommand) => void;
};

/** The mini window over the calls that main tells of: every command names the call that is shown. */
export function MiniWindow({ calls: store, onCommand, ...rest }: MiniWindowProps) {
  const calls = useStore(store);
  const call = foremostCall(calls);
  return (
    <Mini
      {...rest}
      calls={calls}
      onCommand={(type) => {
        if (call !== null) onCommand({ callId: call.callId, type });
      }}
    />
  );
}
