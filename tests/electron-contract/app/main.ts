/** The main process of the contract's app: looks at the promises one after another, or is the process of one start. */
import { appendFileSync, mkdirSync } from 'node:fs';
import * as electron from 'electron';
import { areas } from '../areas.ts';
import type { Verdict } from '../contract.ts';
import { type Told, variable } from './entry.ts';
import { lookAt } from './look.ts';
import { registerScheme } from './pages.ts';

const { app } = electron;
const told = JSON.parse(process.env[variable] ?? 'null') as Told;
const tell = (what: unknown) => appendFileSync(told.file, `${JSON.stringify(what ?? null)}\n`);

mkdirSync(told.userData, { recursive: true });
app.setPath('userData', told.userData);

const starts = areas.flatMap((area) => Object.entries(area.starts ?? {}));
const start = starts.find(([name]) => name === told.start)?.[1];
if (start) {
  await start.main({ electron, tell });
} else {
  registerScheme(electron.protocol);
  // Between two checks there may be no window.
  app.on('window-all-closed', () => {});
  void lookAt(areas, { electron, told, report: (verdict: Verdict) => tell(verdict) }).then(() => app.exit(0));
}
