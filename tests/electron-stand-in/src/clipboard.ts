import { StrictObject } from './strict.ts';

/** Electron's `clipboard` for text, kept within this process. */
export class Clipboard extends StrictObject {
  #text = '';

  constructor() {
    super('clipboard');
  }

  async readText(): Promise<string> {
    return this.#text;
  }

  async writeText(text: string): Promise<void> {
    this.#text = text;
  }

  clear(): void {
    this.#text = '';
  }
}
