import { LogOut, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useId } from 'react';
import { isAnswered } from '../../shared/call-status.ts';
import { shownWhen } from '../../shared/ipc.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { Notice } from '../components/notice.tsx';
import { ShortcutField } from '../components/shortcut-field.tsx';
import { Switch } from '../components/switch.tsx';
import { activeCall } from '../phone/phone-state.ts';
import { useApp, usePhone, usePreferences, useSignIn } from '../state/app-context.tsx';
import { DevicesPanel } from './devices-panel.tsx';
import styles from './settings-pane.module.css';

const occasions = shownWhen.options.map((value) => ({ value, label: words.settings.shownWhen[value] }));

export function SettingsPane() {
  const { changeSettings, refreshInfo } = useApp();
  const settings = usePreferences((state) => state.settings);
  const info = usePreferences((state) => state.info);
  const saveFailed = usePreferences((state) => state.saveFailed);
  const inCall = usePhone((state) => state.activeCallId !== null);
  const answered = usePhone((state) => {
    const call = activeCall(state);
    return call !== null && isAnswered(call.snapshot);
  });
  const refused = settings.muteShortcut !== null && info?.muteShortcutRegistered === false;
  const shortcut = useId();

  // The shortcut is taken from the system when a call is answered: only then may it turn out to be another program's.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at each answer and end
  useEffect(() => refreshInfo(), [refreshInfo, answered]);

  return (
    <div className={styles.pane}>
      {saveFailed && <Notice icon={TriangleAlert} tone="warning" title={words.settings.notSaved} />}
      <Section title={words.settings.sound}>
        <DevicesPanel />
        <Toggle
          label={words.settings.sounds}
          hint={words.settings.soundsHint}
          checked={settings.sounds}
          onChange={(sounds) => changeSettings({ sounds })}
        />
      </Section>
      {/* Only a desktop has windows and shortcuts. */}
      {info !== null && (
        <Section title={words.settings.calls}>
          <Choice
            label={words.settings.miniWindow}
            hint={words.settings.miniWindowHint}
            options={occasions}
            value={settings.miniWindow}
            onChange={(miniWindow) => changeSettings({ miniWindow })}
          />
          <Choice
            label={words.settings.notification}
            hint={words.settings.notificationHint}
            options={occasions}
            value={settings.notification}
            onChange={(notification) => changeSettings({ notification })}
          />
          <div className={styles.setting}>
            <p id={shortcut} className={styles.label}>
              {words.settings.muteShortcut}
            </p>
            <p className={styles.hint}>{words.settings.muteShortcutHint}</p>
            <ShortcutField
              value={settings.muteShortcut}
              platform={info.platform}
              labelledBy={shortcut}
              onChange={(muteShortcut) => changeSettings({ muteShortcut })}
            />
            {refused && (
              <div className={styles.refused}>
                <Notice icon={TriangleAlert} tone="warning" title={words.settings.muteShortcutRefused} />
              </div>
            )}
          </div>
        </Section>
      )}
      <AccountSection inCall={inCall} />
      {info !== null && <p className={styles.hint}>{words.settings.about(info.version)}</p>}
    </div>
  );
}

function AccountSection({ inCall }: { inCall: boolean }) {
  const { signIn } = useApp();
  const me = usePhone((state) => state.me);
  const server = useSignIn((state) => state.form.server);
  const secretStorage = usePreferences((state) => state.info?.secretStorage ?? 'system');
  return (
    <Section title={words.settings.account}>
      {me !== null && (
        <div className={styles.account}>
          <Avatar id={me.id} name={me.name} size="medium" />
          <div className={styles.who}>
            <bdi className={styles.label}>{me.name}</bdi>
            <p className={styles.hint}>{server}</p>
          </div>
        </div>
      )}
      {secretStorage !== 'system' && (
        <p className={styles.hint}>{secretStorage === 'weak' ? words.signIn.weakStorage : words.signIn.noStorage}</p>
      )}
      <div>
        <Button onClick={signIn.signOut}>
          <LogOut size={16} aria-hidden="true" />
          {words.settings.signOut}
        </Button>
      </div>
      {inCall && <p className={styles.hint}>{words.settings.signOutInCall}</p>}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      <div className={styles.settings}>{children}</div>
    </section>
  );
}

function Toggle({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles.toggle}>
      <div className={styles.setting}>
        <p id={id} className={styles.label}>
          {label}
        </p>
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      </div>
      <Switch checked={checked} onChange={onChange} labelledBy={id} describedBy={`${id}-hint`} />
    </div>
  );
}
