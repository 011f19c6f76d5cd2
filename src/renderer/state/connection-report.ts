/** How the connection to the call server is, told to main: the tray shows it while the window is not to be seen. */
import type { PhoneState } from '../phone/phone-state.ts';
import type { Desktop } from './desktop.ts';
import type { ReadonlyStore } from './gate.ts';

export function reportConnection(phone: ReadonlyStore<PhoneState>, desktop: Desktop | null): () => void {
  let told: PhoneState['connection']['status'] | null = null;
  const tell = ({ connection: { status } }: PhoneState) => {
    if (status === told) return;
    told = status;
    void desktop?.app.setConnection(status);
  };
  tell(phone.getState());
  return phone.subscribe(tell);
}
