import { useState } from 'react';
import { words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { DeviceSelect } from '../components/device-select.tsx';
import { LevelMeter } from '../components/level-meter.tsx';
import { usePhone } from '../state/app-context.tsx';
import styles from './devices-panel.module.css';

/** Which microphone, speaker and camera; in a call also what they hear and play now. */
export function DevicesPanel() {
  const inCall = usePhone((state) => state.activeCallId !== null);
  const [testing, setTesting] = useState(false);
  return (
    <div className={styles.panel}>
      <DeviceSelect
        kind="microphone"
        level={(inCall || testing) && <LevelMeter of="microphone" label={words.devices.microphoneLevel} />}
      />
      {/* Outside of a call the microphone is opened only when asked to. */}
      {!inCall && (
        <div className={styles.test}>
          <Button data-control="microphone-test" onClick={() => setTesting(!testing)}>
            {testing ? words.devices.stopTest : words.devices.test}
          </Button>
        </div>
      )}
      <DeviceSelect kind="speaker" level={inCall && <LevelMeter of="speaker" label={words.devices.speakerLevel} />} />
      <DeviceSelect kind="camera" />
    </div>
  );
}
