/** What the test tells the app when it starts it: in one variable of its environment. */
import type { Where } from '../desk.ts';

export const variable = 'HOLDFAST_CONTRACT';

export type Told = {
  /** The {@link Start} to be; `null` to look at the promises within the app. */
  start: string | null;
  /** Where the app writes what it tells, a line of JSON each. */
  file: string;
  /** Address of the test's own server. */
  server: string;
  userData: string;
  where: Where;
};
