/** Where the main process begins: reads what this start is for, and either asks the running copy, or becomes it. */
import { userInfo } from 'node:os';
import * as electron from 'electron';
import { registerAppScheme } from './app-scheme.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { composeApp } from './compose.ts';
import { runCtl } from './ctl/client.ts';
import { ctlAddress } from './ctl/protocol.ts';
import { setIdentity } from './identity.ts';
import { becomeFirst } from './instance.ts';

const { app } = electron;
const commandLine = parseCommandLine(process.argv, {
  packaged: app.isPackaged,
  cwd: process.cwd(),
  userName: userInfo().username,
});

switch (commandLine.kind) {
  case 'bad':
    process.stderr.write(`${commandLine.message}\n\n${usage}`);
    app.exit(2);
    break;
  case 'help':
    process.stdout.write(usage);
    app.exit(0);
    break;
  case 'version':
    process.stdout.write(`${app.getVersion()}\n`);
    app.exit(0);
    break;
  case 'ctl': {
    setIdentity(app, commandLine.userDataDir);
    const output = {
      out: (text: string) => void process.stdout.write(text),
      err: (text: string) => void process.stderr.write(text),
    };
    void runCtl({ ...commandLine, address: ctlAddress(app.getPath('userData')) }, output).then((code) =>
      app.exit(code),
    );
    break;
  }
  case 'run':
    setIdentity(app, commandLine.userDataDir);
    app.enableSandbox();
    registerAppScheme(electron.protocol);
    if (becomeFirst(app, { hidden: commandLine.hidden, links: commandLine.links })) composeApp(electron, commandLine);
    else app.exit(0);
}
