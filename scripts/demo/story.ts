/** What happened, scene by scene: printed as it happens, kept for the report. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Screen } from '../../tests/desktop/screen.ts';

/** What one of the senses found: `heard` came out of a speaker, `seen` was on a screen, `shown` reached the desktop. */
export type Finding = { sense: 'heard' | 'seen' | 'shown'; text: string };

export type Scene = {
  title: string;
  findings: Finding[];
  /** File names in the report's folder, with what they show. */
  pictures: { file: string; caption: string }[];
  /** Why it did not happen as told, `null` if it did. */
  failure: string | null;
  ms: number;
};

export class Story {
  readonly scenes: Scene[] = [];
  readonly #folder: string;
  readonly #screen: Screen;

  constructor(folder: string, screen: Screen) {
    this.#folder = folder;
    this.#screen = screen;
  }

  get succeeded(): boolean {
    return this.scenes.length > 0 && this.scenes.every(({ failure }) => failure === null);
  }

  /** Plays a scene and takes a picture of the screen at its end. @throws what the scene throws, once it is noted. */
  async scene<T>(title: string, play: (scene: Stage) => Promise<T>): Promise<T> {
    const scene: Scene = { title, findings: [], pictures: [], failure: null, ms: 0 };
    this.scenes.push(scene);
    const began = Date.now();
    print(`${this.scenes.length}. ${title}`);
    const stage = new Stage(scene, this.#folder, this.scenes.length);
    try {
      return await play(stage);
    } catch (error) {
      scene.failure = error instanceof Error ? error.message : String(error);
      print(`   FAILED: ${scene.failure}`);
      throw error;
    } finally {
      scene.ms = Date.now() - began;
      await stage
        .picture('the screen', (file) => this.#screen.picture(file))
        .catch((error: unknown) => {
          print(`   no picture of the screen: ${error instanceof Error ? error.message : String(error)}`);
        });
    }
  }
}

/** What a scene can leave for the report. */
export class Stage {
  readonly #scene: Scene;
  readonly #folder: string;
  readonly #number: number;

  constructor(scene: Scene, folder: string, number: number) {
    this.#scene = scene;
    this.#folder = folder;
    this.#number = number;
  }

  heard(text: string): void {
    this.#find('heard', text);
  }

  seen(text: string): void {
    this.#find('seen', text);
  }

  shown(text: string): void {
    this.#find('shown', text);
  }

  async picture(caption: string, take: (file: string) => Promise<unknown>): Promise<void> {
    const file = `${this.#number}-${caption.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
    await mkdir(this.#folder, { recursive: true });
    await take(join(this.#folder, file));
    this.#scene.pictures.push({ file, caption });
  }

  #find(sense: Finding['sense'], text: string): void {
    this.#scene.findings.push({ sense, text });
    print(`   ${sense}: ${text}`);
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);
