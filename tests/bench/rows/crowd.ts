/**
 * A session of 100 of whom 5 speak, against calls of two on the same server: what a listener costs, what the server's own process
 * does, how long joining takes, and how soon somebody who begins to speak is heard where not everybody is. 98 take part by plain
 * RTP, received encrypted, two are browsers. The calls of two take part in the same way; they and the crowd speak in turns.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { Crowd, type Somebody } from '../../crowd/crowd.ts';
import { launchBrowser, PhonePage } from '../../integration/call/browser.ts';
import { testSecret } from '../../integration/server/harness.ts';
import type { CrowdServerCommand, CrowdServerStarted } from '../crowd/server.ts';
import { processorSecondsOf } from '../desktop/usage.ts';
import { type BenchContext, type Measure, type Row, rowOf } from '../row.ts';

const speech = -25;
/** Of a room in which nobody speaks. */
const quiet = -90;
const crowdSize = 100;
const speakers = 5;
/** So many of them receive what is said: a worker sends some 300 to 450 voices on, 100 people with 5 would be 500. */
const receivers = 25;
const calls = 20;
/** Open ones, for who begins to speak. */
const microphones = 24;
/** The server makes transports for whoever joins next this long after a join, and a bit, ms. */
const spareMs = 700;

type Server = CrowdServerStarted & { pid: number; tell(command: CrowdServerCommand): void };

async function startServer(clearing: AsyncDisposableStack): Promise<Server> {
  const child = fork(new URL('../crowd/server.ts', import.meta.url), { execArgv: [] });
  clearing.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.send('close');
    await gone;
  });
  const [started] = (await once(child, 'message')) as [CrowdServerStarted];
  return { ...started, pid: child.pid ?? 0, tell: (command) => void child.send(command) };
}

const names = (what: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${what}-${at}`);
const tokenFor =
  ({ serverId }: Server) =>
  (id: string, name = id): Promise<string> =>
    issueToken({ id, name }, { secret: testSecret, serverId, days: 1, clock: systemClock });

/** Of the simulated: besides the browsers and whoever comes last. */
const isListener = (index: number): boolean => index >= speakers && index < speakers + receivers - 3;

type Scene = { server: Server; crowd: Crowd; pairs: Crowd[]; listeners: PhonePage[] };

/** Everybody there, and nobody speaks. */
async function gather(browser: Browser, clearing: AsyncDisposableStack): Promise<Scene> {
  const server = await startServer(clearing);
  const reached = { url: server.url, token: tokenFor(server) };
  const adopt = (crowd: Crowd): Crowd => {
    clearing.defer(() => crowd.close());
    return crowd;
  };
  const pairs: Crowd[] = [];
  for (let call = 0; call < calls; call += 1) pairs.push(adopt(await Crowd.gather(reached, names(`pair-${call}`, 2))));
  const listeners = await Promise.all(
    names('listener', 2).map(async (name, index) => {
      const page = await PhonePage.open(browser, { frequency: 440 + index * 100 });
      await page.signIn(server.url, await reached.token(name));
      return page;
    }),
  );
  const simulated = names('person', crowdSize - listeners.length);
  const crowd = adopt(
    await Crowd.gather(reached, simulated.slice(0, -1), {
      mannerOf: (index) => ({ muted: index >= speakers, listens: isListener(index) }),
      later: simulated.slice(-1),
    }),
  );
  // The last of them takes the plain transports that are ready; from then on they are a browser's.
  await delay(spareMs);
  server.tell({ plain: false });
  await delay(100);
  for (const last of simulated.slice(-1)) await crowd.join(last, { muted: true, listens: true });
  await delay(spareMs);
  await crowd.invite(names('listener', listeners.length));
  for (const listener of listeners) {
    await listener.phase('ringing-in');
    await listener.accept();
    await listener.phase('connected');
    await listener.page.evaluate(() => window.page.phone.session?.setMuted(true));
  }
  return { server, crowd, pairs, listeners };
}

const say = (people: readonly Somebody[], level: number | null): void => {
  for (const somebody of people) somebody.level = level;
};

async function usage({ server, crowd, pairs, listeners }: Scene, context: BenchContext): Promise<Row[]> {
  const talking = crowd.people.slice(0, speakers);
  const paired = pairs.flatMap(({ people }) => people);
  const worker: { crowd: number[]; pairs: number[] } = { crowd: [], pairs: [] };
  const main: number[] = [];
  const seconds = context.quick ? 2 : 6;
  const measured = async () => {
    // What beginning to speak brings about is over.
    await delay(1_000);
    const at = () =>
      [server.workerPids, [server.pid]].map((pids) => pids.reduce((sum, pid) => sum + processorSecondsOf(pid), 0));
    const [began, before] = [performance.now(), at()];
    await delay(seconds * 1_000);
    const after = at();
    const elapsed = (performance.now() - began) / 1_000;
    const [worked = 0, all = 0] = after.map((used, index) => ((used - (before[index] ?? 0)) / elapsed) * 100);
    // The workers are the server's children.
    return { worker: worked, main: all - worked };
  };
  // As voices are: what the server tells of them changes all the time.
  const varying = setInterval(() => {
    for (const somebody of talking)
      if (somebody.level !== null) somebody.level = speech - Math.round(Math.random() * 10);
  }, 200);
  const count = context.samples(6, 2);
  for (let sample = 0; sample < count; sample += 1) {
    say(paired, speech);
    worker.pairs.push((await measured()).worker / paired.length);
    say(paired, null);
    say(talking, speech);
    const used = await measured();
    worker.crowd.push(used.worker / receivers);
    main.push(used.main);
    await checkHeard(listeners, crowd);
    say(talking, null);
  }
  clearInterval(varying);
  return [
    rowOf({
      name: `worker per listener, ${crowdSize} people of whom ${speakers} speak, against a call of two`,
      unit: '% of a core',
      ours: worker.crowd,
      baseline: worker.pairs,
      target: { ratio: 1.1 * speakers },
    }),
    rowOf({
      name: `server's main process, ${crowdSize} people of whom ${speakers} speak`,
      unit: '% of a core',
      ours: main,
      target: { ours: 20 },
    }),
  ];
}

/** @throws when somebody does not get all five voices. */
async function checkHeard(listeners: readonly PhonePage[], crowd: Crowd): Promise<void> {
  for (const listener of listeners) {
    const voices = await listener.page.evaluate(() => window.page.phone.session?.link?.lastAudio().size ?? 0);
    if (voices < speakers) throw new Error(`A browser receives ${voices} voices of ${speakers}`);
  }
  const voices = (await crowd.people.at(-1)?.hears(500))?.length ?? 0;
  if (voices !== speakers) throw new Error(`The last person receives ${voices} voices of ${speakers}`);
}

async function joins({ crowd, pairs }: Scene, context: BenchContext): Promise<Row> {
  const last = crowd.people.at(-1);
  const second = pairs[0]?.people.at(-1);
  if (last === undefined || second === undefined) throw new Error('Nobody is there');
  say(crowd.people.slice(0, speakers), speech);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let sample = -1; sample < context.samples(15); sample += 1) {
    for (const [somebody, into] of [
      [last, ours],
      [second, baseline],
    ] as const) {
      const began = performance.now();
      await somebody.joinAgain();
      // The first warms up.
      if (sample >= 0) into.push(performance.now() - began);
      await delay(spareMs);
    }
  }
  say(crowd.people, null);
  return rowOf({
    name: `joining as person ${crowdSize}, against as person 2`,
    unit: 'ms',
    ours,
    baseline,
    target: { ratio: 1.5 },
  });
}

async function beginnings({ crowd }: Scene, context: BenchContext): Promise<Row> {
  const open = crowd.people.slice(0, microphones);
  const listener = crowd.people[open.length];
  if (listener === undefined) throw new Error('Nobody is there');
  say(open, quiet);
  for (const somebody of open.slice(speakers)) await somebody.mute(false);
  await delay(2_000);
  const ours: number[] = [];
  while (ours.length < context.samples(15)) {
    const heard = await listener.hears(500);
    const somebody = open.find(({ participantId }) => !heard.includes(participantId));
    if (somebody === undefined) throw new Error('Everybody is heard');
    // At any moment of the server's windows.
    await delay(Math.random() * 250);
    listener.received.delete(somebody.participantId);
    const began = performance.now();
    somebody.level = speech;
    while (!listener.received.has(somebody.participantId)) {
      if (performance.now() > began + 5_000) throw new Error('Not heard within 5 s');
      await delay(2);
    }
    ours.push(performance.now() - began);
    await delay(500);
    somebody.level = quiet;
    await delay(1_500);
  }
  return rowOf({
    name: `begins to speak → heard, ${microphones} open microphones of which 8 are heard (the longest)`,
    unit: 'ms',
    ours,
    summary: (samples) => Math.max(...samples),
    target: { ours: 300 },
  });
}

export const measure: Measure = async (context) => {
  const browser = await launchBrowser();
  await using clearing = new AsyncDisposableStack();
  clearing.defer(() => browser.close());
  const scene = await gather(browser, clearing);
  await context.attempt('processor of a crowd', () => usage(scene, context));
  await context.attempt('joining a crowd', () => joins(scene, context));
  await context.attempt('begins to speak → heard', () => beginnings(scene, context));
  return [];
};
