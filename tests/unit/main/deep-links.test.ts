import { describe, expect, it, vi } from 'vitest';
import { claimLinks, isLink } from '../../../src/main/deep-links.ts';
import { FakeLog } from './fakes.ts';

describe('links', () => {
  it('are those of our own scheme and of bearable length', () => {
    for (const url of ['holdfast://call/ada', 'HOLDFAST://call/ada', 'holdfast:']) expect(isLink(url)).toBe(true);
    const others = ['https://evil.example/holdfast://', 'javascript:alert(1)', `holdfast://${'x'.repeat(10_000)}`, ''];
    for (const url of others) expect(isLink(url)).toBe(false);
  });

  it.each([
    [true, true, 1, 0],
    [true, false, 1, 1],
    [false, true, 0, 0],
  ])('packaged: %s, allowed: %s: asked %i times, logged %i', (isPackaged, allowed, asked, logged) => {
    const set = vi.fn(() => allowed);
    const log = new FakeLog();
    claimLinks({ isPackaged, setAsDefaultProtocolClient: set }, log);
    expect(set).toHaveBeenCalledTimes(asked);
    expect(log.lines).toHaveLength(logged);
  });
});
