import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Speaker } from '../../../src/renderer/devices/speaker.ts';
import { settle } from '../support/settle.ts';

type Stream = { tracks: readonly MediaStreamTrack[] };

/** What of an audio element a speaker uses. Devices that are not there are refused, as Chromium does. */
class FakeElement {
  srcObject: Stream | null = null;
  muted = false;
  playing = false;
  sinkId = '';
  readonly #gone: ReadonlySet<string>;

  constructor(gone: ReadonlySet<string>) {
    this.#gone = gone;
  }
  async setSinkId(id: string): Promise<void> {
    if (this.#gone.has(id)) throw new DOMException('no such device', 'NotFoundError');
    this.sinkId = id;
  }
  async play(): Promise<void> {
    this.playing = true;
  }
  pause(): void {
    this.playing = false;
  }
}

const track = (id: string) => ({ id }) as MediaStreamTrack;

function setUp(gone: string[] = []) {
  const elements: FakeElement[] = [];
  const speaker = new Speaker(() => {
    const element = new FakeElement(new Set(gone));
    elements.push(element);
    return element as unknown as HTMLAudioElement;
  });
  return { speaker, elements };
}

beforeEach(() => {
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly tracks: readonly MediaStreamTrack[];
      constructor(tracks: readonly MediaStreamTrack[]) {
        this.tracks = tracks;
      }
    },
  );
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('plays each track on the chosen speaker, also those that come later', async () => {
  const { speaker, elements } = setUp();
  speaker.openOutput().play('a', track('a'));
  expect(elements[0]).toMatchObject({ playing: true, sinkId: '' });
  speaker.choose('headset');
  speaker.openOutput().play('b', track('b'));
  await settle();
  expect(elements.map(({ sinkId }) => sinkId)).toEqual(['headset', 'headset']);
  speaker.choose(null);
  await settle();
  expect(elements.map(({ sinkId }) => sinkId)).toEqual(['', '']);
});

it('plays on the default speaker when the chosen one is gone', async () => {
  const { speaker, elements } = setUp(['headset']);
  speaker.openOutput().play('a', track('a'));
  speaker.choose('usb');
  await settle();
  expect(elements[0]?.sinkId).toBe('usb');
  speaker.choose('headset');
  await settle();
  expect(elements[0]).toMatchObject({ playing: true, sinkId: '' });
});

it('is silent while muted, also what begins then, and has nothing for the level meter', () => {
  const { speaker, elements } = setUp();
  const output = speaker.openOutput();
  output.play('a', track('a'));
  expect(speaker.tracks.map(({ id }) => id)).toEqual(['a']);
  output.setMuted(true);
  output.play('b', track('b'));
  expect(elements.map(({ muted }) => muted)).toEqual([true, true]);
  expect(speaker.tracks).toEqual([]);
  output.setMuted(false);
  expect(elements.map(({ muted }) => muted)).toEqual([false, false]);
  expect(speaker.tracks).toHaveLength(2);
});

it('is silent in one call and not in another', () => {
  const { speaker, elements } = setUp();
  const held = speaker.openOutput();
  const active = speaker.openOutput();
  held.play('a', track('a'));
  active.play('b', track('b'));
  held.setMuted(true);
  expect(elements.map(({ muted }) => muted)).toEqual([true, false]);
  expect(speaker.tracks.map(({ id }) => id)).toEqual(['b']);
  active.stop('b');
  held.stop('b');
  expect(elements.map(({ playing }) => playing)).toEqual([true, false]);
});

it('lets go of what it no longer plays', () => {
  const { speaker, elements } = setUp();
  const output = speaker.openOutput();
  output.play('a', track('a'));
  output.play('a', track('a again'));
  expect(elements[0]).toMatchObject({ playing: false, srcObject: null });
  expect(speaker.tracks.map(({ id }) => id)).toEqual(['a again']);
  output.stop('a');
  expect(elements[1]).toMatchObject({ playing: false, srcObject: null });
  expect(speaker.tracks).toEqual([]);
});
