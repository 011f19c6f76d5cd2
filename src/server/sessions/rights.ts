/** Who may do what in a session, in one place. */
import type { Role, SessionKind } from '../../shared/protocol.ts';
import { RequestError } from '../errors.ts';
import type { Participant } from './participant.ts';

/** What not everybody may do. */
export type Action =
  | 'invite'
  | 'invite-into-locked'
  | 'withdraw-of-others'
  | 'end'
  | 'settings'
  | 'mute'
  | 'remove'
  | 'lock'
  | 'role'
  | 'raise-hand'
  | 'lower-hand'
  | 'link'
  | 'renew-link'
  | 'move-all'
  | 'transfer';

type Rule = {
  roles: readonly Role[];
  refusal: string;
  /** In a call of two nobody is the host of the other: `never` is for groups alone, `both` may do it. */
  direct?: 'never' | 'both';
};

const hosts: readonly Role[] = ['host'];
const everybody: readonly Role[] = ['host', 'member', 'guest'];
const insiders: readonly Role[] = ['host', 'member'];

const mayWhat: Readonly<Record<Action, Rule>> = {
  invite: { roles: insiders, refusal: 'Guests cannot invite anybody.' },
  'invite-into-locked': { roles: hosts, refusal: 'It is locked: only a host can invite somebody.' },
  'withdraw-of-others': { roles: hosts, refusal: 'Only a host can withdraw what others have invited.' },
  end: { roles: hosts, refusal: 'Only a host can end it for all.' },
  settings: { roles: hosts, refusal: 'Only a host can change that.' },
  mute: { roles: hosts, refusal: 'Only a host can mute others.', direct: 'never' },
  remove: { roles: hosts, refusal: 'Only a host can remove somebody.', direct: 'never' },
  lock: { roles: hosts, refusal: 'Only a host can lock it.', direct: 'never' },
  role: { roles: hosts, refusal: 'Only a host can give roles.', direct: 'never' },
  'raise-hand': { roles: everybody, refusal: '' },
  'lower-hand': { roles: hosts, refusal: 'Only a host can lower the hand of others.', direct: 'never' },
  link: { roles: insiders, refusal: 'Guests cannot pass the link on.', direct: 'both' },
  'renew-link': { roles: hosts, refusal: 'Only a host can renew the link.' },
  'move-all': { roles: hosts, refusal: 'Only a host can move everybody to another call.', direct: 'both' },
  transfer: { roles: insiders, refusal: 'Guests cannot transfer.', direct: 'both' },
};

/** @throws RequestError `not-allowed`, for what only rings too: it is not in yet. */
export function demand(
  { answered, role }: Pick<Participant, 'answered' | 'role'>,
  action: Action,
  kind: SessionKind,
): void {
  const { roles, refusal, direct } = mayWhat[action];
  if (!answered) throw new RequestError('not-allowed', 'Answer first.');
  if (kind === 'direct' && direct === 'never') {
    throw new RequestError('not-allowed', 'In a call of two nobody is the host of the other.');
  }
  if (kind === 'direct' && direct === 'both') return;
  if (!roles.includes(role)) throw new RequestError('not-allowed', refusal);
}
