import { beforeEach, describe, expect, it } from 'vitest';
import { type BrowserMediaDevices, DeviceCatalog, devicesToTry } from '../../../src/renderer/devices/devices.ts';
import { Microphone } from '../../../src/renderer/devices/microphone.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { FakeTrack } from './fakes.ts';

const info = (
  deviceId: string,
  label: string,
  kind: MediaDeviceKind = 'audioinput',
  groupId = label,
): MediaDeviceInfo => ({
  deviceId,
  label,
  kind,
  groupId,
  toJSON: () => ({}),
});

/** A machine whose devices can be plugged in and out. */
class FakeBrowser extends EventTarget implements BrowserMediaDevices {
  devices: MediaDeviceInfo[] = [];
  /** The device behind the system's default. */
  standard = 'desk';
  failures = new Map<string, string>();
  readonly opened: { id: string; track: FakeTrack; constraints: MediaTrackConstraints }[] = [];

  plug(...devices: [id: string, label: string][]): void {
    this.devices = devices.map(([id, label]) => info(id, label));
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const standard = this.devices.find(({ deviceId }) => deviceId === this.standard);
    const pseudo =
      standard === undefined ? [] : [info('default', `Default - ${standard.label}`, 'audioinput', standard.groupId)];
    return [...pseudo, ...this.devices];
  }

  async getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    const audio = constraints?.audio as MediaTrackConstraints;
    const exact = (audio.deviceId as { exact: string } | undefined)?.exact;
    const id = exact ?? this.standard;
    const failure = this.failures.get(id) ?? this.failures.get('*');
    if (failure !== undefined) throw new DOMException(failure, failure);
    const device = this.devices.find(({ deviceId }) => deviceId === id);
    if (device === undefined)
      throw new DOMException('gone', exact === undefined ? 'NotFoundError' : 'OverconstrainedError');
    const track = new FakeTrack(device.label);
    this.opened.push({ id, track, constraints: audio });
    return { getAudioTracks: () => [track] } as unknown as MediaStream;
  }

  async change(): Promise<void> {
    this.dispatchEvent(new Event('devicechange'));
    await settle();
  }

  get live(): string[] {
    return this.opened.filter(({ track }) => track.readyState === 'live').map(({ id }) => id);
  }
}

let browser: FakeBrowser;
let clock: ManualClock;
let catalog: DeviceCatalog;
let microphone: Microphone;

beforeEach(async () => {
  browser = new FakeBrowser();
  browser.plug(['desk', 'Desk'], ['headset', 'Headset']);
  clock = new ManualClock();
  catalog = new DeviceCatalog(browser, clock);
  catalog.start();
  microphone = new Microphone(browser, catalog);
  await settle();
});

const open = async () => {
  const release = microphone.acquire();
  await settle();
  return release;
};

describe('the microphone', () => {
  it('opens with echo cancellation, noise suppression and gain control, and closes with its last user', async () => {
    const [first, second] = [await open(), await open()];
    expect(browser.opened).toHaveLength(1);
    expect(browser.opened[0]?.constraints).toMatchObject({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    });
    first();
    first();
    await settle();
    expect(browser.live).toEqual(['desk']);
    second();
    await settle();
    expect([browser.live, microphone.track]).toEqual([[], null]);
  });

  it('says that another is used while the chosen one is busy, and goes on with it whatever else comes and goes', async () => {
    browser.failures.set('headset', 'NotReadableError');
    microphone.choose('headset');
    await open();
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'busy', device: 'Desk' }]);
    const { track } = microphone;
    browser.plug(['desk', 'Desk'], ['headset', 'Headset'], ['webcam', 'Webcam']);
    await browser.change();
    browser.plug(['desk', 'Desk'], ['headset', 'Headset']);
    await browser.change();
    expect([browser.opened.length, microphone.track]).toEqual([1, track]);
    browser.failures.clear();
    microphone.retry();
    await settle();
    expect([browser.live, microphone.other]).toEqual([['headset'], null]);
  });

  it('tries a chosen one that was busy again when it has been away', async () => {
    browser.failures.set('headset', 'NotReadableError');
    microphone.choose('headset');
    await open();
    browser.plug(['desk', 'Desk']);
    await browser.change();
    browser.failures.clear();
    browser.plug(['desk', 'Desk'], ['headset', 'Headset']);
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['headset'], null]);
  });

  it('says that another is used when the chosen one is not there from the start', async () => {
    browser.plug(['desk', 'Desk']);
    await browser.change();
    microphone.choose('headset');
    await open();
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'gone', device: 'Desk' }]);
  });

  it('says nothing of another while the ids of what there is are not known yet', async () => {
    browser.plug();
    await browser.change();
    microphone.choose('headset');
    const said: unknown[] = [];
    microphone.on('changed', () => said.push(microphone.other));
    browser.devices = [info('desk', 'Desk'), info('headset', 'Headset')];
    await open();
    expect([browser.live, said.filter((other) => other !== null)]).toEqual([['headset'], []]);
  });

  it('uses the chosen device', async () => {
    microphone.choose('headset');
    await open();
    expect(browser.live).toEqual(['headset']);
  });

  it('changes devices in a call without a moment with none', async () => {
    await open();
    const tracks: (string | undefined)[] = [];
    microphone.on('changed', () => tracks.push(microphone.track?.label));
    microphone.choose('headset');
    await settle();
    expect([browser.live, tracks]).toEqual([['headset'], ['Headset']]);
  });

  it('moves to the next best device when the chosen one is unplugged, and returns with it', async () => {
    microphone.choose('headset');
    await open();
    browser.plug(['desk', 'Desk']);
    browser.opened[0]?.track.end();
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'gone', device: 'Desk' }]);
    browser.plug(['desk', 'Desk'], ['headset', 'Headset']);
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['headset'], null]);
  });

  it('notices an unplugged device by the list alone', async () => {
    microphone.choose('headset');
    await open();
    browser.plug(['desk', 'Desk']);
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'gone', device: 'Desk' }]);
  });

  it('knows that it has moved although the list still shows for a moment what is gone', async () => {
    microphone.choose('headset');
    await open();
    browser.failures.set('headset', 'NotFoundError');
    browser.opened[0]?.track.end();
    await browser.change();
    browser.plug(['desk', 'Desk']);
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'gone', device: 'Desk' }]);
  });

  it("tells of a move from the system's default, until that is back", async () => {
    await open();
    browser.plug(['headset', 'Headset']);
    browser.standard = 'headset';
    browser.opened[0]?.track.end();
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['headset'], { reason: 'gone', device: 'Headset' }]);
    browser.plug(['desk', 'Desk'], ['headset', 'Headset']);
    browser.standard = 'desk';
    await browser.change();
    expect([browser.live, microphone.other]).toEqual([['desk'], null]);
  });

  it('notices what the system does not announce, while it is open', async () => {
    microphone.choose('headset');
    const release = await open();
    browser.plug(['desk', 'Desk']);
    await clock.pass(3_000);
    expect([browser.live, microphone.other]).toEqual([['desk'], { reason: 'gone', device: 'Desk' }]);
    release();
    expect(clock.pending).toBe(0);
  });

  it("follows the system's default when nothing is chosen", async () => {
    await open();
    browser.standard = 'headset';
    await browser.change();
    expect(browser.live).toEqual(['headset']);
  });

  it('takes any other device when the default one cannot be opened', async () => {
    browser.failures.set('desk', 'NotReadableError');
    await open();
    expect([browser.live, microphone.problem]).toEqual([['headset'], null]);
    expect(microphone.other).toEqual({ reason: 'busy', device: 'Headset' });
  });

  it.each([
    ['NotAllowedError', 'refused'],
    ['NotReadableError', 'in-use'],
    ['NotFoundError', 'none-found'],
    ['TypeError', 'failed'],
  ] as const)('says why there is none (%s: %s), and can be tried again', async (failure, problem) => {
    browser.failures.set('*', failure);
    await open();
    expect([microphone.track, microphone.problem]).toEqual([null, problem]);
    browser.failures.clear();
    microphone.retry();
    await settle();
    expect([browser.live, microphone.problem]).toEqual([['desk'], null]);
  });

  it('asks only once when it is refused', async () => {
    browser.failures.set('*', 'NotAllowedError');
    let asked = 0;
    const ask = browser.getUserMedia.bind(browser);
    browser.getUserMedia = (constraints) => {
      asked += 1;
      return ask(constraints);
    };
    await open();
    await browser.change();
    expect(asked).toBe(1);
  });

  it('goes on by itself when a first microphone is plugged in', async () => {
    browser.plug();
    await browser.change();
    await open();
    expect(microphone.problem).toBe('none-found');
    browser.plug(['desk', 'Desk']);
    await browser.change();
    expect([browser.live, microphone.problem]).toEqual([['desk'], null]);
  });

  it('leaves nothing open when it was let go while it opened', async () => {
    const release = microphone.acquire();
    release();
    await settle();
    expect([browser.live, microphone.track]).toEqual([[], null]);
  });
});

describe('the order in which devices are tried', () => {
  const available = [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
  ];
  it.each([
    [null, [null, 'a', 'b']],
    ['b', ['b', null, 'a']],
    ['gone', [null, 'a', 'b']],
  ])('chosen %s', (chosen, order) => {
    expect(devicesToTry(available, chosen)).toEqual(order);
  });
});

describe('the list of devices', () => {
  it("leaves out Chromium's pseudo devices", () => {
    expect(catalog.lists.microphones.map(({ id }) => id)).toEqual(['desk', 'headset']);
  });

  it('ignores an answer that a later one has overtaken', async () => {
    const answers: ((devices: MediaDeviceInfo[]) => void)[] = [];
    browser.enumerateDevices = () => new Promise((resolve) => answers.push(resolve));
    const [first, second] = [catalog.refresh(), catalog.refresh()];
    answers[1]?.([info('new', 'New')]);
    answers[0]?.([info('old', 'Old')]);
    await Promise.all([first, second]);
    expect(catalog.lists.microphones.map(({ id }) => id)).toEqual(['new']);
  });
});
