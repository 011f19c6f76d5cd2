import { describe, expect, it } from 'vitest';
import { parseCommandLine, usage } from '../../../src/main/command-line.ts';
import { appLink, webLink } from '../../../src/shared/session-link.ts';
import { defaultSettings, settingNames } from '../../../src/shared/session-settings.ts';

const context = { packaged: true, cwd: '/home/ada', userName: 'ada' };
const parse = (...args: string[]) => parseCommandLine(['holdfast', ...args], context);
const sessionOf = (...args: string[]) => {
  const parsed = parse(...args);
  return parsed.kind === 'run' ? parsed.session : parsed;
};

const link = {
  server: 'https://calls.example.com',
  sessionId: 'AbCdEfGhIjKlMnOpQrStU_',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x-_9',
  settings: defaultSettings,
};

describe('holdfast call', () => {
  it('calls one person', () => {
    expect(sessionOf('call', 'ada')).toEqual({ kind: 'call', people: ['ada'], settings: defaultSettings });
  });

  it('calls several, each once, with what the session is called and how to be in it', () => {
    const args = ['call', 'ada', '--muted', 'ben@example.org', 'ada', '--title', 'Stand-up', '--idle-minutes=3'];
    expect(sessionOf(...args)).toEqual({
      kind: 'call',
      people: ['ada', 'ben@example.org'],
      settings: { ...defaultSettings, title: 'Stand-up', muted: true, idleTimeoutMs: 180_000 },
    });
  });

  it('starts a session that has a title and nobody in it yet', () => {
    expect(sessionOf('call', '--title=Stand-up')).toMatchObject({ people: [], settings: { title: 'Stand-up' } });
  });

  it('goes with the other options', () => {
    expect(parse('--hidden', '--user-data-dir=/tmp/x', 'call', 'ada')).toMatchObject({
      kind: 'run',
      hidden: true,
      userDataDir: '/tmp/x',
      session: { people: ['ada'] },
    });
  });
});

describe('holdfast join', () => {
  it.each([appLink(link), webLink(link)])('joins by %s', (text) => {
    expect(parse('join', text)).toMatchObject({ kind: 'run', links: [], session: { kind: 'join', link } });
  });

  it('is told how to join by the link, and by what is typed rather', () => {
    const text = webLink({ ...link, settings: { ...defaultSettings, audioOnly: true, idleTimeoutMs: 180_000 } });
    expect(sessionOf('join', text, '--muted', '--idle-minutes', '5')).toMatchObject({
      link: { settings: { muted: true, audioOnly: true, idleTimeoutMs: 300_000 } },
    });
  });
});

describe('what cannot be meant', () => {
  it.each([
    [['call'], 'holdfast call ada'],
    [['call', 'ada lovelace'], '"ada lovelace" is nobody\'s address'],
    [['call', ...Array.from({ length: 100 }, (_, n) => `p${n}`)], 'At most 99 people'],
    [['call', 'ada', '--title', ' '], '--title must be a text'],
    [['call', 'ada', '--idle-minutes=0'], '--idle-minutes must be a whole number from 1 to 1440, not "0"'],
    [['call', 'ada', '--muted=0'], '--muted is given without a value'],
    [['join'], 'holdfast join "https://'],
    [['join', webLink(link), 'ada'], 'holdfast join "https://'],
    [['join', webLink(link).replace(/#.*/, '')], 'not all of it'],
    [['join', 'holdfast://signin?server=https://x&name=a&token=b'], 'Open it without join'],
    [['join', webLink(link), '--title', 'Mine'], '--title goes with call'],
    [['--muted'], '--muted goes with call or join'],
    [['--title', 'Stand-up', 'holdfast://x'], '--title goes with call or join'],
  ])('%j is refused with what to type', (args, message) => {
    const parsed = parse(...args);
    expect(parsed).toEqual({ kind: 'bad', message: expect.stringContaining(message) });
    expect(JSON.stringify(parsed).length).toBeLessThan(400);
  });

  it('never repeats what a link lets one do', () => {
    expect(JSON.stringify(parse('join', `${appLink(link)}&muted=perhaps`))).not.toContain(link.token);
  });
});

it('--help names every setting', () => {
  for (const name of settingNames) expect(usage).toContain(`--${name} `);
});
