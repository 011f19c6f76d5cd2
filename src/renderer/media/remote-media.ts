import type { MediaSource } from '../../shared/protocol.ts';
import type { CallOutput } from '../devices/speaker.ts';
import type { RemoteTrack } from './link.ts';

type Picture = { participantId: string; source: MediaSource; stream: MediaStream };

/** What is received from the others: voices go to the speaker, pictures to whoever shows them. */
export class RemoteMedia {
  readonly #output: CallOutput;
  readonly #tracks = new Map<string, RemoteTrack>();
  /** By subscription; the same stream for as long as it is the same picture. */
  readonly #pictures = new Map<string, Picture>();

  constructor(output: CallOutput) {
    this.#output = output;
  }

  /** Somebody's screen if there is one, else a camera. */
  get video(): MediaStream | null {
    const pictures = [...this.#pictures.values()];
    return (pictures.find(({ source }) => source === 'screen') ?? pictures[0])?.stream ?? null;
  }

  picture(participantId: string, source: MediaSource): MediaStream | null {
    const ofThem = (picture: Picture) => picture.participantId === participantId && picture.source === source;
    return [...this.#pictures.values()].find(ofThem)?.stream ?? null;
  }

  get ids(): readonly string[] {
    return [...this.#tracks.keys()];
  }

  /** Those that are there already stay as they are. */
  add(tracks: readonly RemoteTrack[]): void {
    for (const remote of tracks) {
      const { parameters, track } = remote;
      const { subscriptionId: id, kind, participantId, source } = parameters;
      if (this.#tracks.get(id)?.track === track) continue;
      this.#tracks.set(id, remote);
      if (kind === 'audio') this.#output.play(id, track);
      else this.#pictures.set(id, { participantId, source, stream: new MediaStream([track]) });
    }
  }

  remove(subscriptionIds: readonly string[]): void {
    for (const id of subscriptionIds) {
      this.#tracks.delete(id);
      this.#pictures.delete(id);
      this.#output.stop(id);
    }
  }

  clear(): void {
    this.remove(this.ids);
  }
}
