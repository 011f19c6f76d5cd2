/**
 * `now`, in as many pieces of `before` as are still the same: what is shown of a piece that has not changed need not be
 * looked at again. The same object as `before` when nothing differs. Looks into arrays and plain objects.
 */
export function kept<T>(before: T, now: T): T {
  if (Object.is(before, now)) return before;
  if (Array.isArray(before) && Array.isArray(now)) {
    const items = now.map((item: unknown, index) => kept<unknown>(before[index], item));
    const same = items.length === before.length && items.every((item, index) => item === before[index]);
    return same ? before : (items as T);
  }
  if (!isPlain(before) || !isPlain(now)) return now;
  const entries = Object.entries(now).map(([key, value]) => [key, kept(before[key], value)] as const);
  const same =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => key in before && Object.is(value, before[key]));
  return same ? before : (Object.fromEntries(entries) as T);
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
