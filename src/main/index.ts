/** Where the main process begins: reads what this start is for, and either asks the running copy, or becomes it. */
import * as electron from 'electron';
import { registerAppScheme } from './app-scheme.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { composeApp } from './compose.ts';
import { type CtlOutcome, runCtl } from './ctl/client.ts';
import { ctlAddress } from './ctl/protocol.ts';
import { setIdentity } from './identity.ts';
import { becomeFirst } from './instance.ts';

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
  case 'ctl':
    setIdentity(app, null);
    void runCtl({ ...commandLine, address: ctlAddress(commandLine.userDataDir ?? app.getPath('userData')) }).then(
      printAndExit,
    );
    break;
  case 'run':
    setIdentity(app, commandLine.userDataDir);
    app.enableSandbox();
    registerAppScheme(electron.protocol);
    if (becomeFirst(app, { hidden: commandLine.hidden, links: commandLine.links })) composeApp(electron, commandLine);
    else app.exit(0);
}

/** Exits when the text is out: what a pipe has not taken yet would be lost. */
function printAndExit({ code, out, err }: CtlOutcome): void {
  process.stderr.write(err, () => process.stdout.write(out, () => app.exit(code)));
}
