import type { CloneCodec } from './clone-codec.ts';
import type { FromPage, PreloadOptions, ToPage } from './preload-world.ts';

type Question = Extract<FromPage, { id: number }>;

/** The way from an isolated world to the main process, and back. */
export interface MainLink {
  tell(message: Exclude<FromPage, Question>): void;
  /** Asks as the document that is there. Rejects with what main refuses it with. */
  ask(
    question: { [Kind in Question['kind']]: Omit<Extract<Question, { kind: Kind }>, 'id' | 'url'> }[Question['kind']],
  ): Promise<unknown>;
}

/** Opens it for this world. Runs in a page, as source. */
export function makeMainLink(
  { binding, receive }: Pick<PreloadOptions, 'binding' | 'receive'>,
  codec: CloneCodec,
  onMessage: (channel: string, args: unknown[]) => void,
): MainLink {
  const send = (globalThis as unknown as Record<string, (text: string) => void>)[binding] as (text: string) => void;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;

  Object.defineProperty(globalThis, receive, {
    value: (text: string) => {
      const message = JSON.parse(text) as ToPage;
      if (message.kind === 'message') {
        onMessage(message.channel, codec.decode(message.args) as unknown[]);
        return;
      }
      const answer = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) answer?.resolve(codec.decode(message.value ?? '["undefined"]'));
      else answer?.reject(new Error(message.error));
    },
  });

  return {
    tell: (message) => send(JSON.stringify(message)),
    ask: (question) => {
      const id = ++lastId;
      send(JSON.stringify({ ...question, id, url: location.href }));
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
  };
}
