/**
 * Where the main process begins: reads what this start is for, and either asks the running copy, or becomes it.
 *
 * What only prints is waited for up here: until the entry has come to its end, Electron opens no profile and starts no
 * process of Chromium's (https://www.electronjs.org/docs/latest/tutorial/esm, PostEarlyInitialization in
 * shell/browser/electron_browser_main_parts.cc). So however long the answer takes, nothing else has begun that would
 * have to be ended or cleared away.
 */
import * as electron from 'electron';
import { registerAppScheme } from './app-scheme.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { composeApp } from './compose.ts';
import { type CtlOutcome, runCtl } from './ctl/client.ts';
import { setIdentity } from './identity.ts';
import { becomeFirst, wishesOf } from './instance.ts';
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
    await printAndExit({ code: 2, out: '', err: `${commandLine.message}\n\n${usage}` });
    break;
  case 'help':
    await printAndExit({ code: 0, out: usage, err: '' });
    break;
  case 'version':
    await printAndExit({ code: 0, out: `${app.getVersion()}\n`, err: '' });
    break;
  case 'ctl': {
    setIdentity(app, null);
    // What only asks is no program in macOS's dock.
    if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
    await printAndExit(await runCtl({ ...commandLine, userData: commandLine.userDataDir ?? app.getPath('userData') }));
    break;
  }
  case 'run':
    setIdentity(app, commandLine.userDataDir);
    limitProcesses(app);
    leaveMediaKeys(app.commandLine);
    registerAppScheme(electron.protocol);
    if (becomeFirst(app, wishesOf(commandLine))) composeApp(electron, commandLine);
    else app.exit(0);
}

/** Exits when the text is out: what a pipe has not taken yet would be lost. Before Electron is ready `app.exit` does not return. */
function printAndExit({ code, out, err }: CtlOutcome): Promise<never> {
  return new Promise(() => {
    process.stderr.write(err, () => process.stdout.write(out, () => app.exit(code)));
  });
}
