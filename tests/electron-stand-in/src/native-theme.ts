import type { NativeTheme as ElectronNativeTheme } from 'electron';
import { StrictEmitter } from './strict.ts';

type Source = ElectronNativeTheme['themeSource'];

/** Electron's `nativeTheme`. What the desktop prefers is not asked: without a word from the app it is light. */
export class NativeTheme extends StrictEmitter {
  readonly #preferDark: () => boolean;
  #source: Source = 'system';
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;

  constructor(preferDark: () => boolean) {
    super('nativeTheme');
    this.#preferDark = preferDark;
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#preferDark() : this.#source === 'dark';
  }

  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#preferDark();
  }

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated');
  }
}
