import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endChild, hasEnded } from '../support/processes.ts';
import { sampleRate } from './analysis.ts';
import { Recording } from './recording.ts';
import { melody, type Voice } from './voice.ts';

const run = promisify(execFile);

/** `norewinds`: a null sink otherwise hands its sound on in lumps of two seconds until somebody asks for less. */
const script = (folder: string) => `
load-module module-native-protocol-unix auth-anonymous=1 socket=${join(folder, 'native')}
load-module module-null-sink sink_name=speaker norewinds=1 rate=${sampleRate} channels=2 sink_properties=device.description=Speaker
set-default-sink speaker
`;

/**
 * The sound of one person's machine: a PulseAudio server of its own, speakers that are recorded and microphones that can
 * be spoken into, unplugged and plugged in again. The first of each is there from the start, and the system's default.
 */
export class SoundCard implements AsyncDisposable {
  readonly speaker: Recording;
  readonly microphone: Microphone;
  readonly #server: ChildProcess;
  readonly #folder: string;
  readonly #speakers: Recording[];
  readonly #microphones: Microphone[];

  private constructor(server: ChildProcess, folder: string, speaker: Recording, microphone: Microphone) {
    this.#server = server;
    this.#folder = folder;
    this.speaker = speaker;
    this.microphone = microphone;
    this.#speakers = [speaker];
    this.#microphones = [microphone];
  }

  static async start(): Promise<SoundCard> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-sound-'));
    const scriptFile = join(folder, 'start.pa');
    await writeFile(scriptFile, script(folder));
    // Where it may, it takes a high priority by itself: a busy machine leaves no holes in what is heard.
    const options = ['--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1'];
    const server = spawn('pulseaudio', ['-n', '-F', scriptFile, '--log-level=error', ...options], {
      // Its own home: neither a running sound server nor the user's configuration may matter.
      env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      await answering(server, clientEnvironment(folder));
      const microphone = new Microphone(folder, 'mic', 'Microphone');
      await microphone.plug();
      const speaker = await Recording.start(clientEnvironment(folder), 'speaker.monitor');
      return new SoundCard(server, folder, speaker, microphone);
    } catch (error) {
      await endChild(server);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What a program needs in its environment to use this sound card. */
  get environment(): { PULSE_SERVER: string } {
    return environmentOf(this.#folder);
  }

  /** One more microphone; the one before stays the system's default while it is plugged in. */
  async addMicrophone(name: string, description: string): Promise<Microphone> {
    const microphone = new Microphone(this.#folder, name, description);
    this.#microphones.push(microphone);
    await microphone.plug();
    return microphone;
  }

  /** One more speaker, and what comes out of it; the first stays the system's default. */
  async addSpeaker(name: string, description: string): Promise<Recording> {
    const options = ['norewinds=1', `rate=${sampleRate}`, 'channels=2', `sink_properties=${described(description)}`];
    await pactl(this.#folder, 'load-module', 'module-null-sink', `sink_name=${name}`, ...options);
    const speaker = await Recording.start(clientEnvironment(this.#folder), `${name}.monitor`);
    this.#speakers.push(speaker);
    return speaker;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#speakers.map((each) => each.stop()), ...this.#microphones.map((each) => each.hush())]);
    await endChild(this.#server);
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/**
 * A microphone that hears what the test says into it. Programs hide monitor sources, so it is a source made from the monitor of a
 * sink, the wire, that the test plays into.
 */
export class Microphone {
  readonly description: string;
  readonly #folder: string;
  readonly #name: string;
  #modules: string[] = [];
  #mouth: ChildProcess | null = null;
  #voice: Voice | null = null;

  constructor(folder: string, name: string, description: string) {
    this.#folder = folder;
    this.#name = name;
    this.description = description;
  }

  /** Appears in the system, silent unless something was being said into it when it was unplugged. */
  async plug(): Promise<void> {
    if (this.#modules.length > 0) return;
    const wire = `${this.#name}_wire`;
    this.#modules = [
      await this.#load('module-null-sink', `sink_name=${wire}`, 'norewinds=1', `rate=${sampleRate}`, 'channels=1'),
      await this.#load(
        'module-remap-source',
        `master=${wire}.monitor`,
        `source_name=${this.#name}`,
        `source_properties=${described(this.description)}`,
      ),
    ];
    if (this.#name === 'mic') await pactl(this.#folder, 'set-default-source', this.#name);
    if (this.#voice) await this.say(this.#voice);
  }

  /** Disappears from the system. */
  async unplug(): Promise<void> {
    const modules = this.#modules.reverse();
    this.#modules = [];
    const voice = this.#voice;
    await this.hush();
    this.#voice = voice;
    for (const id of modules) await pactl(this.#folder, 'unload-module', id);
  }

  /** Speaks continuously until {@link hush}. Resolves when that has been started: the first sound comes a moment later. */
  async say(voice: Voice): Promise<void> {
    await this.hush();
    this.#voice = voice;
    const file = join(this.#folder, `${voice.name}.raw`);
    await writeFile(file, melody(voice));
    // A loop in processes of its own: a busy test runner leaves no hole in what is said.
    const format = `--raw --format=s16le --channels=1 --rate=${sampleRate} --latency-msec=2000`;
    const loop = `while cat "$0"; do :; done | exec pacat --playback --device="$1" ${format}`;
    this.#mouth = spawn('sh', ['-c', loop, file, `${this.#name}_wire`], {
      env: clientEnvironment(this.#folder),
      stdio: 'ignore',
      detached: true,
    });
  }

  /** Says nothing more. */
  async hush(): Promise<void> {
    const mouth = this.#mouth;
    this.#mouth = null;
    this.#voice = null;
    if (mouth) await endGroup(mouth);
  }

  async #load(module: string, ...options: string[]): Promise<string> {
    return (await pactl(this.#folder, 'load-module', module, ...options)).trim();
  }
}

/** What programs call a device, as a property that may have spaces in it. */
const described = (description: string) => `'device.description="${description}"'`;

async function pactl(folder: string, ...args: string[]): Promise<string> {
  return (await run('pactl', args, { env: clientEnvironment(folder), timeout: 10_000 })).stdout;
}

function environmentOf(folder: string): { PULSE_SERVER: string } {
  return { PULSE_SERVER: `unix:${join(folder, 'native')}` };
}

/** For PulseAudio's own programs: nothing of the user's configuration, as for the server. */
function clientEnvironment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, LC_ALL: 'C', ...environmentOf(folder) };
}

/** Waits until the server answers. @throws with what it said when it ends before. */
async function answering(server: ChildProcess, env: NodeJS.ProcessEnv): Promise<void> {
  let complaint = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  let failure: unknown = null;
  server.once('error', (error) => {
    failure = error;
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (failure || server.exitCode !== null) break;
    const answered = await run('pactl', ['info'], { env, timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(25);
  }
  throw new Error(`PulseAudio did not start; is it installed? ${complaint}`, { cause: failure });
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended by itself in this moment.
  }
  await ended;
}
