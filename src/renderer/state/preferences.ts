/** The settings as the window knows them: main keeps them, this mirrors them, and works alone where there is no main. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppInfo, Settings } from '../../shared/ipc.ts';
import type { Desktop } from './desktop.ts';

export const defaultSettings: Settings = {
  microphoneId: null,
  speakerId: null,
  cameraId: null,
  miniWindow: 'hidden',
  notification: 'hidden',
  muteShortcut: 'CommandOrControl+Shift+M',
  closeNoticeSeen: false,
  sounds: true,
};

export type Preferences = {
  settings: Settings;
  info: AppInfo | null;
  /** The last change could not be kept. */
  saveFailed: boolean;
};

export type PreferencesStore = StoreApi<Preferences> & {
  /** Reads all from main; the defaults stay where that fails. */
  load(): Promise<void>;
  change(change: Partial<Settings>): Promise<void>;
  /** Asks main again for what may have changed since: whether the mute shortcut could be had, above all. */
  refreshInfo(): Promise<void>;
};

export function createPreferences(desktop: Desktop | null): PreferencesStore {
  const store = createStore<Preferences>(() => ({ settings: defaultSettings, info: null, saveFailed: false }));

  const refreshInfo = async () => {
    const info = await desktop?.app.info();
    if (info?.ok) store.setState({ info: info.value });
  };

  desktop?.settings.onChanged((settings) => store.setState({ settings }));

  return {
    ...store,
    async load() {
      const readSettings = async () => {
        const settings = await desktop?.settings.load();
        if (settings?.ok) store.setState({ settings: settings.value });
      };
      await Promise.all([readSettings(), refreshInfo()]);
    },
    async change(change) {
      // Shown at once; what main answers is the truth.
      store.setState((state) => ({ settings: { ...state.settings, ...change } }));
      const saved = await desktop?.settings.save(change);
      if (saved === undefined) return;
      store.setState(saved.ok ? { settings: saved.value, saveFailed: false } : { saveFailed: true });
      // Whether the shortcut could be registered is known only now.
      if ('muteShortcut' in change) await refreshInfo();
    },
    refreshInfo,
  };
}
