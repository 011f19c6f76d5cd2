import { type ReactNode, useId } from 'react';
import { words } from '../../shared/words.ts';
import type { MediaDevice } from '../devices/devices.ts';
import { useApp, usePhone } from '../state/app-context.tsx';
import styles from './device-select.module.css';
import { Select } from './select.tsx';

type Kind = 'microphone' | 'speaker' | 'camera';

/** Chooses a device; a chosen one that is unplugged stays visible as such. `level` is how loud it is. */
export function DeviceSelect({ kind, level }: { kind: Kind; level?: ReactNode }) {
  const id = useId();
  const { changeSettings } = useApp();
  const devices = usePhone((state) => devicesOf(state.devices, kind));
  const chosen = usePhone((state) => state.devices[`${kind}Id`]);
  const missing = chosen !== null && !devices.some((device) => device.id === chosen);

  return (
    <div className={styles.field}>
      <span className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {words.devices[kind]}
        </label>
        {level}
      </span>
      <Select
        id={id}
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
      </Select>
    </div>
  );
}

function devicesOf(devices: Record<`${Kind}s`, readonly MediaDevice[]>, kind: Kind): readonly MediaDevice[] {
  return devices[`${kind}s`];
}
