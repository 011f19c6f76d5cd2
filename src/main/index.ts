/** Where the main process begins: reads what this start is for, and either asks the running copy, or becomes it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as electron from 'electron';
import { registerAppScheme } from './app-scheme.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { composeApp } from './compose.ts';
import { type CtlOutcome, runCtl } from './ctl/client.ts';
import { setIdentity } from './identity.ts';
import { becomeFirst } from './instance.ts';
import { leaveMediaKeys } from './media-keys.ts';
import { limitProcesses } from './security.ts';

const { app } = electron;
const commandLine = parseCommandLine(process.argv, {
  packaged: app.isPackaged,
  cwd: process.cwd(),
  userName: process.env.USER ?? process.env.USERNAME ?? '',
});

switch (commandLine.kind) {
  case 'bad':
    printAndExit({ code: 2, out: '', err: `${commandLine.message}\n\n${usage}` });
    break;
  case 'help':
    printAndExit({ code: 0, out: usage, err: '' });
    break;
  case 'version':
    printAndExit({ code: 0, out: `${app.getVersion()}\n`, err: '' });
    break;
  case 'ctl': {
    setIdentity(app, null);
    const userData = commandLine.userDataDir ?? app.getPath('userData');
    const leave = stayApart();
    void runCtl({ ...commandLine, userData }).then((outcome) => {
      leave();
      printAndExit(outcome);
    });
    break;
  }
  case 'run':
    setIdentity(app, commandLine.userDataDir);
    limitProcesses(app);
    leaveMediaKeys(app.commandLine);
    registerAppScheme(electron.protocol);
    if (becomeFirst(app, { hidden: commandLine.hidden, links: commandLine.links })) composeApp(electron, commandLine);
    else app.exit(0);
}

/**
 * What only asks the running copy may not open its profile, and is no program in macOS's dock. The answer may take longer
 * than Electron takes to start, so this start gets a folder of its own.
 * @returns what removes the folder.
 */
function stayApart(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ctl-'));
  app.setPath('userData', folder);
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Exits when the text is out: what a pipe has not taken yet would be lost. */
function printAndExit({ code, out, err }: CtlOutcome): void {
  process.stderr.write(err, () => process.stdout.write(out, () => app.exit(code)));
}
