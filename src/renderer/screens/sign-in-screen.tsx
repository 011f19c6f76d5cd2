import { Link2, TriangleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { type Explanation, words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useApp, usePhone, usePreferences, useSignIn } from '../state/app-context.tsx';
import type { SignInForm } from '../state/sign-in.ts';
import { Notices } from './notices.tsx';
import styles from './sign-in-screen.module.css';

type Field = keyof SignInForm;

/** First run, and whenever the server does not let us in. */
export function SignInScreen() {
  const { signIn } = useApp();
  const { form, problem: formProblem, source, tried } = useSignIn((state) => state);
  const connection = usePhone((state) => state.connection);
  const secretStorage = usePreferences((state) => state.info?.secretStorage ?? 'system');
  const formElement = useRef<HTMLFormElement>(null);

  const busy = connection.status === 'signing-in';
  const serverProblem = tried && connection.status === 'signed-out' ? connection.problem : null;
  const problem = formProblem ?? serverProblem;
  const insecure = problem?.code === 'insecure-server';
  const wrong = problem?.code === 'bad-account' ? problem.field : null;

  useEffect(() => {
    if (wrong !== null) formElement.current?.querySelector<HTMLInputElement>(`[name=${wrong}]`)?.focus();
  }, [wrong]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) signIn.submit();
  };
  const explanation = problem === null ? null : words.explain(problem);
  const field = (name: Field, label: string, placeholder?: string) => (
    <TextField
      name={name}
      label={label}
      value={form[name]}
      placeholder={placeholder}
      secret={name === 'token'}
      disabled={busy}
      problem={wrong === name ? explanation : null}
      onEnter={(text) => signIn.enter(name, text)}
    />
  );

  return (
    <main className={styles.screen}>
      <form ref={formElement} className={styles.card} onSubmit={submit} noValidate>
        <header className={styles.header}>
          <Mark />
          <h1 className={styles.heading}>{words.signIn.heading}</h1>
          <p className={styles.lead}>{words.signIn.lead}</p>
        </header>
        {explanation !== null && wrong === null && (
          <Notice icon={TriangleAlert} tone="warning" title={explanation.title}>
            <p>{explanation.advice}</p>
          </Notice>
        )}
        <Notices />
        {field('server', words.signIn.server, words.signIn.serverHint)}
        {field('name', words.signIn.name)}
        {field('token', words.signIn.token)}
        <p className={styles.hint} aria-live="polite">
          <Link2 size={16} aria-hidden="true" />
          <span>{inviteHint(source, form.server)}</span>
        </p>
        <Button type="submit" look="primary" wide disabled={busy}>
          {busy ? words.signIn.signingIn : insecure ? words.signIn.submitInsecurely : words.signIn.submit}
        </Button>
        {secretStorage !== 'system' && (
          <p className={styles.small}>{secretStorage === 'weak' ? words.signIn.weakStorage : words.signIn.noStorage}</p>
        )}
      </form>
    </main>
  );
}

/** While the kept account is being tried. */
export function SigningIn() {
  return (
    <main className={styles.waiting}>
      <Mark />
      <h1 className={styles.waitingText}>{words.signIn.signingIn}</h1>
    </main>
  );
}

function inviteHint(source: 'typed' | 'pasted-invite' | 'opened-invite', server: string): ReactNode {
  switch (source) {
    case 'typed':
      return words.signIn.inviteHint;
    case 'pasted-invite':
      return words.signIn.inviteUsed;
    case 'opened-invite':
      return words.signIn.inviteReceived(server);
  }
}

function TextField({
  name,
  label,
  value,
  placeholder,
  secret,
  disabled,
  problem,
  onEnter,
}: {
  name: Field;
  label: string;
  value: string;
  placeholder?: string | undefined;
  secret: boolean;
  disabled: boolean;
  problem: Explanation | null;
  onEnter: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        className={styles.input}
        data-secret={secret || undefined}
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => onEnter(event.currentTarget.value)}
      />
      {problem !== null && (
        <p id={`${id}-problem`} className={styles.problem}>
          <TriangleAlert size={14} aria-hidden="true" />
          <span>
            {problem.title} {problem.advice}
          </span>
        </p>
      )}
    </div>
  );
}

/** The product's mark, as in the app icon. */
function Mark() {
  return (
    <svg viewBox="0 0 48 48" className={styles.mark} aria-hidden="true">
      <rect width="48" height="48" rx="12" fill="currentColor" />
      <g transform="translate(23 25) rotate(-135) scale(0.98)" className={styles.glyph}>
        <path d="M-8.4 3.6A10.6 10.6 0 0 1 8.4 3.6" fill="none" strokeWidth="4.8" />
        <rect x="-11.4" y="0.6" width="7.4" height="7.6" rx="2.2" />
        <rect x="4" y="0.6" width="7.4" height="7.6" rx="2.2" />
      </g>
    </svg>
  );
}
