import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applicationMenu } from '../../../src/main/application-menu.ts';

describe('the application menu', () => {
  const flatten = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);

  it.each(['linux', 'win32', 'darwin'] as const)('on %s quits by our own way and closes by the key', (platform) => {
    const quit = vi.fn();
    const items = flatten(applicationMenu({ platform, packaged: true, quit }));
    const [item] = items.filter(({ accelerator }) => accelerator === 'CommandOrControl+Q');
    item!.click!({} as never, undefined, {} as never);
    expect(quit).toHaveBeenCalledTimes(1);
    expect(items.some(({ role }) => role === 'quit')).toBe(false);
    expect(items.filter(({ role }) => role === 'close')).toHaveLength(1);
    expect(items.some(({ role }) => role === 'about')).toBe(platform === 'darwin');
  });

  it.each([true, false])('packaged: %s offers reloading to developers only', (packaged) => {
    const items = flatten(applicationMenu({ platform: 'linux', packaged, quit: () => undefined }));
    expect(items.some(({ role }) => role === 'reload')).toBe(!packaged);
  });
});
