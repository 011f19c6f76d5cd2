/** The softphone with everything a browser gives; the one place where its parts are chosen. */
import { createSessionId } from '../../shared/session-id.ts';
import { CallSession } from '../call/call-session.ts';
import { systemClock } from '../clock.ts';
import { Camera } from '../devices/camera.ts';
import { DeviceCatalog } from '../devices/devices.ts';
import { Levels } from '../devices/levels.ts';
import { Microphone } from '../devices/microphone.ts';
import { Speaker } from '../devices/speaker.ts';
import { loadMediaEngine, preloadMediaEngine } from '../media/link.ts';
import { createSilence } from '../media/silence.ts';
import { SocketIoSignaling } from '../signaling/socket-io-signaling.ts';
import { Phone, type PhoneDeps } from './phone.ts';

export type PhoneOptions = {
  /** Identifies this installation towards the call server. */
  deviceId: string;
  /** Parts to use instead of the browser's. */
  parts?: Partial<PhoneDeps>;
};

export function createPhone({ deviceId, parts = {} }: PhoneOptions): Phone {
  const clock = parts.clock ?? systemClock;
  const browser = navigator.mediaDevices;
  const catalog = new DeviceCatalog(browser, clock);
  const phone = new Phone({
    createSignaling: (account) => {
      preloadMediaEngine();
      return new SocketIoSignaling({ ...account, deviceId, clock });
    },
    loadEngine: loadMediaEngine,
    createSilence,
    calls: CallSession,
    catalog,
    microphone: new Microphone(browser, catalog),
    camera: new Camera(browser),
    speaker: new Speaker(),
    levels: new Levels({ clock }),
    clock,
    random: Math.random,
    newSessionId: createSessionId,
    ...parts,
  });
  window.addEventListener('online', () => phone.networkChanged());
  return phone;
}
