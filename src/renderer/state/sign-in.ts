/** Signing in and out: which account, and when it is worth keeping. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Account, account } from '../../shared/ipc.ts';
import type { PhoneActions, PhoneProblem, PhoneState } from '../phone/phone-state.ts';
import type { Desktop } from './desktop.ts';
import type { ReadonlyStore } from './gate.ts';
import { parseInvite } from './invite-link.ts';

export type SignInForm = { server: string; name: string; token: string };
/** `insecure-server`: everybody on the way could read token and talk; submitting once more is a yes. */
export type FormProblem = (PhoneProblem & { code: 'bad-account' }) | { code: 'insecure-server' };

export type SignInState = {
  form: SignInForm;
  /** What is wrong with the form itself, before the server is asked. */
  problem: FormProblem | null;
  /** Where the fields come from, when not from the keyboard. */
  source: 'typed' | 'pasted-invite' | 'opened-invite';
  /** Sign-in has been asked for: problems of the connection belong to this form. */
  tried: boolean;
  /** The kept account is being read and tried: nothing needs to be asked unless that fails. */
  automatic: boolean;
};

export type SignIn = StoreApi<SignInState> & {
  /** What was typed or pasted into a field: an invite link, in whichever, fills all of them. */
  enter(field: keyof SignInForm, text: string): void;
  /** Fills the form from an opened link, for the user to look at. `false` when it is not an invite. */
  openInvite(link: string): boolean;
  submit(): void;
  signOut(): void;
  /** Signs in with the kept account, if there is one. @param kept what was asked for already */
  start(kept?: ReturnType<Desktop['account']['load']>): Promise<void>;
};

type Phone = Pick<PhoneActions, 'signIn' | 'signOut'> & { readonly state: ReadonlyStore<PhoneState> };

export function createSignIn(phone: Phone, desktop: Desktop | null): SignIn {
  const store = createStore<SignInState>(() => ({
    form: { server: '', name: '', token: '' },
    problem: null,
    source: 'typed',
    tried: false,
    automatic: desktop !== null,
  }));
  /** Tried, but not yet known to be good: only an account that has worked is kept. */
  let unproven: Account | null = null;

  /** The server without encryption that the person was warned of last. */
  let warnedOf: string | null = null;

  const attempt = ({ server, name, token }: Account) => {
    store.setState({ form: { server, name, token }, problem: null, tried: true });
    phone.signIn({ server, token });
  };

  phone.state.subscribe(({ connection }) => {
    if (connection.status === 'online' || (connection.status === 'signed-out' && connection.problem !== null)) {
      if (store.getState().automatic) store.setState({ automatic: false });
    }
    if (connection.status !== 'online' || unproven === null) return;
    const proven = unproven;
    unproven = null;
    // Not being able to keep it only means to be asked again at the next start.
    void desktop?.account.save(proven);
  });

  return {
    ...store,
    enter(field, text) {
      warnedOf = null;
      const invite = parseInvite(text);
      store.setState((state) =>
        invite === null
          ? { form: { ...state.form, [field]: text }, problem: null }
          : { form: invite, problem: null, source: 'pasted-invite' },
      );
    },
    openInvite(link) {
      const invite = parseInvite(link);
      if (invite === null) return false;
      warnedOf = null;
      store.setState({ form: invite, problem: null, source: 'opened-invite', tried: false });
      return true;
    },
    submit() {
      const checked = checkAccount(store.getState().form);
      if ('code' in checked) {
        store.setState({ problem: checked });
        return;
      }
      if (isInsecure(checked.server) && warnedOf !== checked.server) {
        warnedOf = checked.server;
        store.setState({ problem: { code: 'insecure-server' } });
        return;
      }
      unproven = checked;
      attempt(checked);
    },
    signOut() {
      unproven = null;
      store.setState(({ form }) => ({ form: { ...form, token: '' }, problem: null, source: 'typed', tried: false }));
      phone.signOut();
      void desktop?.account.forget();
    },
    async start(kept = desktop?.account.load()) {
      const loaded = await kept;
      if (loaded?.ok && loaded.value !== null) attempt(loaded.value);
      else store.setState({ automatic: false });
    },
  };
}

/** An account from what was typed; a server without a scheme is meant to be https, unless it is this machine. */
export function checkAccount(form: SignInForm): Account | FormProblem {
  const bad = (field: keyof SignInForm) => ({ code: 'bad-account', field }) as const;
  const typed = form.server.trim();
  const server = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${isLocal(typed) ? 'http' : 'https'}://${typed}`;
  if (typed === '' || !account.shape.server.safeParse(server).success) return bad('server');
  if (form.name.trim() === '') return bad('name');
  const token = account.shape.token.safeParse(form.token.trim());
  if (!token.success) return bad('token');
  return { server, name: account.shape.name.parse(form.name), token: token.data };
}

/** Beyond this machine without encryption. */
function isInsecure(server: string): boolean {
  const { protocol, host } = new URL(server);
  return protocol === 'http:' && !isLocal(host);
}

function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/i.test(host);
}
