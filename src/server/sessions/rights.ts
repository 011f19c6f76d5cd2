/** Who may do what in a session, in one place. */
import type { Role } from '../../shared/protocol.ts';
import { RequestError } from '../errors.ts';

/** What not everybody may do. */
export type Action = 'invite' | 'withdraw-of-others' | 'end' | 'settings';

const mayWhat: Readonly<Record<Action, { roles: readonly Role[]; refusal: string }>> = {
  invite: { roles: ['host', 'member'], refusal: 'Guests cannot invite anybody.' },
  'withdraw-of-others': { roles: ['host'], refusal: 'Only a host can withdraw what others have invited.' },
  end: { roles: ['host'], refusal: 'Only a host can end it for all.' },
  settings: { roles: ['host'], refusal: 'Only a host can change that.' },
};

/** @throws RequestError `not-allowed` */
export function demand(role: Role, action: Action): void {
  const { roles, refusal } = mayWhat[action];
  if (!roles.includes(role)) throw new RequestError('not-allowed', refusal);
}
