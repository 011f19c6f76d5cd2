/** The launchers as they are installed: the templates in this folder with the app's words in them. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usage, valueOptions } from '../../src/main/command-line.ts';
import { callVerbs, ctlUsage, plainVerbs } from '../../src/main/ctl/protocol.ts';
import { words } from '../../src/shared/words.ts';

type Language = { quote: (text: string) => string; list: (items: readonly string[]) => string };

const shell: Language = {
  quote: (text) => `'${text.replaceAll("'", "'\\''")}'`,
  list: (items) => items.join(' | '),
};
const powerShell: Language = {
  quote: (text) => `'${text.replaceAll("'", "''")}'`,
  list: (items) => `@(${items.map(powerShell.quote).join(', ')})`,
};

function fill(file: string, { quote, list }: Language, version: string): string {
  const values: Readonly<Record<string, string>> = {
    USAGE: quote(usage),
    CTL_USAGE: quote(ctlUsage),
    CALL_VERBS: list(callVerbs),
    PLAIN_VERBS: list(plainVerbs),
    VALUE_OPTIONS: list(valueOptions),
    NOT_RUNNING: quote(words.ctl.notRunning),
    VERSION: quote(version),
  };
  return readFileSync(join(import.meta.dirname, file), 'utf8').replace(/@([A-Z_]+)@/gu, (found, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file} wants ${found}, which nothing says.`);
    return value;
  });
}

/** Writes all launchers into `folder`, which is made. @param version of the app. */
export function writeLaunchers(folder: string, version: string): void {
  const files = {
    'unix/holdfast': fill('holdfast.sh', shell, version),
    'appimage/AppRun': fill('AppRun', shell, version),
    // cmd.exe reads no other line ends reliably; Windows PowerShell takes a file without a mark for the system's code page.
    'windows/holdfast.cmd': withCrLf(fill('holdfast.cmd', powerShell, version)),
    'windows/holdfast.ps1': `\uFEFF${withCrLf(fill('holdfast.ps1', powerShell, version))}`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
}

const withCrLf = (text: string) => text.replaceAll('\n', '\r\n');
