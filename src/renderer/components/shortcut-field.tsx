import { type KeyboardEvent, useState } from 'react';
import { words } from '../../shared/words.ts';
import { acceleratorOf, keysOf, type Platform } from '../state/accelerator.ts';
import { Button } from './button.tsx';
import styles from './shortcut-field.module.css';

/** Shows a system-wide shortcut, records another one, or turns it off. */
export function ShortcutField({
  value,
  platform,
  labelledBy,
  onChange,
}: {
  value: string | null;
  platform: Platform;
  labelledBy: string;
  onChange: (accelerator: string | null) => void;
}) {
  const [recording, setRecording] = useState<'no' | 'waiting' | 'too-plain'>('no');

  const record = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setRecording('no');
    const accelerator = acceleratorOf(event.nativeEvent, platform);
    if (accelerator === 'incomplete') return;
    if (accelerator === 'too-plain') return setRecording('too-plain');
    setRecording('no');
    onChange(accelerator);
  };

  if (recording !== 'no') {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a part of a form
      <div role="group" aria-labelledby={labelledBy} className={styles.field}>
        <input
          type="text"
          readOnly
          // The user has just asked for it.
          // biome-ignore lint/a11y/noAutofocus: recording starts by the press of a button
          autoFocus
          className={styles.recorder}
          aria-label={words.settings.muteShortcutRecording}
          value={
            recording === 'waiting' ? words.settings.muteShortcutRecording : words.settings.muteShortcutNeedsModifier
          }
          onKeyDown={record}
          onBlur={() => setRecording('no')}
        />
      </div>
    );
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a part of a form
    <div role="group" aria-labelledby={labelledBy} className={styles.field}>
      <span className={styles.keys}>
        {value === null
          ? words.settings.muteShortcutOff
          : keysOf(value, platform).map((key) => <kbd key={key}>{key}</kbd>)}
      </span>
      <Button onClick={() => setRecording('waiting')}>{words.settings.muteShortcutChange}</Button>
      {value !== null && (
        <Button look="quiet" onClick={() => onChange(null)}>
          {words.settings.muteShortcutTurnOff}
        </Button>
      )}
    </div>
  );
}
