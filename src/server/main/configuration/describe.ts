import type { Loaded } from './load.ts';
import { settings } from './schema.ts';

/** Every setting in a line: its value, and where that comes from. Ice servers may have credentials: they are counted only. */
export function describeConfiguration({ configuration, origins }: Loaded): string {
  return settings
    .map(({ name, path }) => {
      const value = path.reduce<unknown>((group, key) => (group as Record<string, unknown>)[key], configuration);
      const shown = Array.isArray(value) ? `${value.length}` : JSON.stringify(value);
      return `${name} = ${shown}  (${origins.get(name) ?? 'default'})\n`;
    })
    .join('');
}
