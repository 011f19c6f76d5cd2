import type { AudioOutput } from '../devices/speaker.ts';
import type { RemoteTrack } from './link.ts';

/** What is received from the other side: voices go to the speaker, the picture to whoever shows it. */
export class RemoteMedia {
  readonly #output: AudioOutput;
  readonly #tracks = new Map<string, RemoteTrack>();
  #video: { subscriptionId: string; stream: MediaStream } | null = null;

  constructor(output: AudioOutput) {
    this.#output = output;
  }

  /** The other side's screen if there is one, else the camera; the same object for as long as it is the same picture. */
  get video(): MediaStream | null {
    return this.#video?.stream ?? null;
  }

  get hasAudio(): boolean {
    return [...this.#tracks.values()].some(({ parameters }) => parameters.kind === 'audio');
  }

  get ids(): readonly string[] {
    return [...this.#tracks.keys()];
  }

  /** Those that are there already stay as they are. */
  add(tracks: readonly RemoteTrack[]): void {
    for (const remote of tracks) {
      const { subscriptionId, kind } = remote.parameters;
      if (this.#tracks.get(subscriptionId)?.track === remote.track) continue;
      this.#tracks.set(subscriptionId, remote);
      if (kind === 'audio') this.#output.play(subscriptionId, remote.track);
    }
    this.#chooseVideo();
  }

  remove(subscriptionIds: readonly string[]): void {
    for (const id of subscriptionIds) {
      this.#tracks.delete(id);
      this.#output.stop(id);
    }
    this.#chooseVideo();
  }

  clear(): void {
    this.remove(this.ids);
  }

  #chooseVideo(): void {
    const pictures = [...this.#tracks.values()].filter(({ parameters }) => parameters.kind === 'video');
    const shown = pictures.find(({ parameters }) => parameters.source === 'screen') ?? pictures[0];
    if (shown === undefined) this.#video = null;
    else if (this.#video?.subscriptionId !== shown.parameters.subscriptionId) {
      this.#video = { subscriptionId: shown.parameters.subscriptionId, stream: new MediaStream([shown.track]) };
    }
  }
}
