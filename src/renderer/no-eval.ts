/**
 * zod compiles schemas with `new Function` where it may, and finds out by trying. Our pages' content security policy
 * forbids it and would report each try. A schema looks when it is made: to be imported before anything that makes one.
 */
import { z } from 'zod';

z.config({ jitless: true });
