import { useId } from 'react';
import { words } from '../../shared/words.ts';
import type { MediaDevice } from '../call/phone-state.ts';
import { useApp, usePhone } from '../state/app-context.tsx';
import styles from './device-select.module.css';

type Kind = 'microphone' | 'speaker' | 'camera';

/** Chooses a device; a chosen one that is unplugged stays visible as such. */
export function DeviceSelect({ kind }: { kind: Kind }) {
  const id = useId();
  const { changeSettings } = useApp();
  const devices = usePhone((state) => devicesOf(state.devices, kind));
  const chosen = usePhone((state) => state.devices[`${kind}Id`]);
  const missing = chosen !== null && !devices.some((device) => device.id === chosen);

  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {words.devices[kind]}
      </label>
      <select
        id={id}
        className={styles.select}
        data-control={kind}
        value={chosen ?? ''}
        onChange={(event) => changeSettings({ [`${kind}Id`]: event.currentTarget.value || null })}
      >
        <option value="">{words.devices.systemDefault}</option>
        {missing && <option value={chosen}>{words.devices.missing}</option>}
        {devices.map((device, index) => (
          <option key={device.id} value={device.id}>
            {device.label === '' ? words.devices.unnamed(kind, index + 1) : device.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function devicesOf(devices: Record<`${Kind}s`, readonly MediaDevice[]>, kind: Kind): readonly MediaDevice[] {
  return devices[`${kind}s`];
}
