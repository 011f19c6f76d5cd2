import { ArrowLeft, Plus, Settings, Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { Timer } from '../components/timer.tsx';
import { activeCall, ringingIn } from '../phone/phone-state.ts';
import { useApp, useNavigation, usePhone, useSignIn } from '../state/app-context.tsx';
import { useKept } from '../state/call-context.tsx';
import type { Pane } from '../state/navigation.ts';
import { isSignedOut, type Stage, sameStage, stageOf } from '../state/selectors.ts';
import { ElsewhereCalls } from './elsewhere.tsx';
import { GroupScreen } from './group/group-call.tsx';
import { NewSession } from './group/new-session.tsx';
import { HeldCalls } from './held-calls.tsx';
import { Ended, NobodyChosen, PersonStage } from './idle.tsx';
import { InCall } from './in-call.tsx';
import { MissedNotice } from './missed-notice.tsx';
import { Notices } from './notices.tsx';
import { PeoplePane } from './people-pane.tsx';
import { Incoming, RingingOut } from './ringing.tsx';
import { SecondCall } from './second-call.tsx';
import { SettingsPane } from './settings-pane.tsx';
import styles from './shell.module.css';
import { SignInScreen, SigningIn } from './sign-in-screen.tsx';

/** The main window: sidebar, list and stage; or, with nobody signed in, the sign-in. */
export function Shell() {
  const signedOut = usePhone((state) => isSignedOut(state) && state.activeCallId === null);
  const automatic = useSignIn((state) => state.automatic);
  if (!signedOut) return <Main />;
  return automatic ? <SigningIn /> : <SignInScreen />;
}

function Main() {
  const pane = useNavigation((state) => state.pane);
  const front = useNavigation((state) => state.front);
  // Settings have the stage to themselves, unless a call is on it.
  const busy = usePhone((state) => state.activeCallId !== null || state.ended !== null);
  const settingsOnly = pane === 'settings' && !busy;
  return (
    <div className={styles.window} data-front={front} data-settings-only={settingsOnly || undefined}>
      <Sidebar />
      <main className={styles.main}>
        <section className={styles.pane} aria-label={words.navigation[pane]}>
          <PaneHead pane={pane} />
          <ReturnToCall />
          <div className={styles.notices}>
            <Notices />
            {pane === 'people' && <ElsewhereCalls />}
            {pane === 'people' && <MissedNotice />}
          </div>
          <div className={styles.content}>{pane === 'people' ? <PeoplePane /> : <SettingsPane />}</div>
        </section>
        <StageArea />
      </main>
      <SecondCall />
      <Ringing />
    </div>
  );
}

function Sidebar() {
  const { navigation } = useApp();
  const pane = useNavigation((state) => state.pane);
  const me = usePhone((state) => state.me);
  const open = (next: Pane) => () => navigation.setState({ pane: next, front: 'pane' });
  return (
    <nav className={styles.sidebar} aria-label={words.navigation.label}>
      <button
        type="button"
        className={styles.tab}
        aria-current={pane === 'people' ? 'page' : undefined}
        onClick={open('people')}
      >
        <Users size={20} aria-hidden="true" />
        <span>{words.navigation.people}</span>
      </button>
      <button
        type="button"
        className={styles.tab}
        aria-current={pane === 'settings' ? 'page' : undefined}
        onClick={open('settings')}
      >
        <Settings size={20} aria-hidden="true" />
        <span>{words.navigation.settings}</span>
      </button>
      {me !== null && (
        <div className={styles.me} title={words.navigation.signedInAs(me.name)}>
          <Avatar id={me.id} name={me.name} size="small" />
          <span className="visually-hidden">{words.navigation.signedInAs(me.name)}</span>
        </div>
      )}
    </nav>
  );
}

/** Reads out who is calling, wherever in the window one is. */
function Ringing() {
  const text = usePhone((state) => {
    const call = ringingIn(state);
    return call === null ? null : words.call.isCalling(call.snapshot);
  });
  return (
    <p className="visually-hidden" aria-live="assertive">
      {text}
    </p>
  );
}

/** Title of the list; below it how the connection to the server is, among settings only where all is not well. */
function PaneHead({ pane }: { pane: Pane }) {
  const { group, navigation } = useApp();
  const [starting, setStarting] = useState(false);
  const status = usePhone((state) => state.connection.status);
  const inCall = usePhone((state) => state.activeCallId !== null);
  const text =
    inCall && status === 'reconnecting' ? words.connection.reconnectingInCall : words.connection.status[status];
  return (
    <header className={styles.head}>
      <div className={styles.headline}>
        <h1 className={styles.title}>{words.navigation[pane]}</h1>
        {pane === 'people' && group !== null && (
          <Button look="quiet" onClick={() => setStarting(true)}>
            <Plus size={16} aria-hidden="true" />
            {words.group.newSession}
          </Button>
        )}
      </div>
      {starting && group !== null && (
        <NewSession
          onClose={() => setStarting(false)}
          onStart={(wish) => {
            navigation.setState({ calledFrom: 'pane' });
            group.start(wish);
          }}
        />
      )}
      <p className={styles.connection} data-status={status} aria-live="polite">
        {pane === 'people' || status !== 'online' ? text : null}
      </p>
    </header>
  );
}

/** In a narrow window the lists cover the call: this leads back. */
function ReturnToCall() {
  const { navigation, visibility, clock } = useApp();
  const call = usePhone((state) => activeCall(state)?.snapshot ?? null);
  if (call === null) return null;
  return (
    <button
      type="button"
      className={styles.return}
      data-control="return"
      onClick={() => navigation.setState({ front: 'stage' })}
    >
      <bdi className={styles.returnName}>{call.title}</bdi>
      {call.startedAt !== null && <Timer startedAt={call.startedAt} visibility={visibility} clock={clock} />}
      <span className={styles.returnWord}>{words.controls.returnToCall}</span>
    </button>
  );
}

function StageArea() {
  const { navigation } = useApp();
  const personId = useNavigation((state) => state.personId);
  const stage = usePhone(useKept((state) => stageOf(state, personId), sameStage));
  const area = useRef<HTMLElement>(null);

  // The button that began or ended a call is gone by now: the focus follows to what it led to.
  useEffect(() => {
    if (document.activeElement === document.body && stage.show !== 'nobody') area.current?.focus();
  }, [stage.show]);

  return (
    <section ref={area} tabIndex={-1} className={styles.stage} aria-label={words.call.label}>
      <HeldCalls />
      <div className={styles.shown}>
        <span className={styles.back}>
          <IconButton label={words.navigation.backToLists} onClick={() => navigation.setState({ front: 'pane' })}>
            <ArrowLeft size={20} aria-hidden="true" />
          </IconButton>
        </span>
        <StageContent stage={stage} />
      </div>
    </section>
  );
}

function StageContent({ stage }: { stage: Stage }) {
  switch (stage.show) {
    case 'incoming':
      return <Incoming call={stage.call} />;
    case 'ringing-out':
      return <RingingOut call={stage.call} />;
    case 'in-call':
      return stage.call.snapshot.kind === 'group' ? <GroupScreen call={stage.call} /> : <InCall call={stage.call} />;
    case 'ended':
      return <Ended ended={stage.ended} />;
    case 'person':
      return <PersonStage person={stage.person} />;
    case 'nobody':
      return <NobodyChosen />;
    case 'sign-in':
      return null;
  }
}
