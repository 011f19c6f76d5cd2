import { z } from 'zod';

/**
 * Zod's `safeParse` for what others send, which that one may throw at: something like `{ length: { toString: false } }`
 * where a text or a list is expected has a length that cannot be compared. Here it is refused as anything else is.
 */
export function check<T extends z.ZodType>(schema: T, value: unknown): z.ZodSafeParseResult<z.output<T>> {
  try {
    return schema.safeParse(value);
  } catch {
    const error = new z.ZodError([{ code: 'custom', path: [], message: 'cannot be read' }]);
    return { success: false, error: error as z.ZodError<z.output<T>> };
  }
}
