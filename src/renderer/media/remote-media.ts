import type { AudioOutput } from '../devices/speaker.ts';
import type { RemoteTrack } from './link.ts';

/** What is received from the other side: voices go to the speaker, the picture to whoever shows it. */
export class RemoteMedia {
  readonly #output: AudioOutput;
  readonly #tracks = new Map<string, RemoteTrack>();
  #video: { consumerId: string; stream: MediaStream } | null = null;

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
      if (this.#tracks.get(remote.parameters.id)?.track === remote.track) continue;
      this.#tracks.set(remote.parameters.id, remote);
      if (remote.parameters.kind === 'audio') this.#output.play(remote.parameters.id, remote.track);
    }
    this.#chooseVideo();
  }

  remove(consumerId: string): void {
    this.#tracks.delete(consumerId);
    this.#output.stop(consumerId);
    this.#chooseVideo();
  }

  clear(): void {
    for (const id of this.ids) this.remove(id);
  }

  #chooseVideo(): void {
    const pictures = [...this.#tracks.values()].filter(({ parameters }) => parameters.kind === 'video');
    const shown = pictures.find(({ parameters }) => parameters.source === 'screen') ?? pictures[0];
    if (shown === undefined) this.#video = null;
    else if (this.#video?.consumerId !== shown.parameters.id) {
      this.#video = { consumerId: shown.parameters.id, stream: new MediaStream([shown.track]) };
    }
  }
}
