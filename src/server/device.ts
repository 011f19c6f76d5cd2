import type { PushName, PushOf } from '../shared/protocol.ts';

export type PersonRef = { readonly id: string; readonly name: string };
/** Person and installation: what takes part in calls, across connections. */
export type Device = { readonly key: string; readonly id: string; readonly person: PersonRef };

/** Sends to whatever connection a device has; without one the message is dropped, a resume brings the whole state. */
export interface Outbox {
  push<N extends PushName>(deviceKey: string, name: N, payload: PushOf<N>): void;
}
