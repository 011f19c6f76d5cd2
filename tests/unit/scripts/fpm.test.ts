/** Packages from the command line that electron-builder gives to fpm, read back with the system's own tools. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { argumentsOf } from '../../../scripts/package/fpm/arguments.mjs';
import { controlOf } from '../../../scripts/package/fpm/deb.mjs';
import { specOf } from '../../../scripts/package/fpm/rpm.mjs';
import { root } from '../../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const fpm = join(root, 'scripts/package/fpm/fpm.mjs');
const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** An app with a launcher and a link, and what electron-builder says of it. */
function app(type: 'deb' | 'rpm') {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'unpacked/resources'), { recursive: true });
  writeFileSync(join(folder, 'unpacked/holdfast-app'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'unpacked/resources/app.txt'), 'app\n');
  symlinkSync('holdfast-app', join(folder, 'unpacked/other'));
  writeFileSync(join(folder, 'holdfast.desktop'), '[Desktop Entry]\n');
  writeFileSync(join(folder, 'after-install'), '#!/bin/bash\necho 100% installed\n');
  writeFileSync(join(folder, 'after-remove'), '#!/bin/bash\ntrue\n');
  const file = join(folder, `holdfast.${type}`);
  const args = [
    ...['-s', 'dir', '--force', '-t', type, '-d', 'libgtk-3-0t64 | libgtk-3-0', '-d', 'xdg-utils'],
    ...(type === 'deb'
      ? ['--deb-recommends', 'libappindicator3-1', '--deb-compression', 'xz', '--deb-priority', 'optional']
      : ['--rpm-os', 'linux', '--rpm-compression', 'xzmt', '--rpm-summary', 'Calls that stay alive']),
    ...['--architecture', 'amd64', '--after-install', join(folder, 'after-install')],
    ...[
      '--after-remove',
      join(folder, 'after-remove'),
      '--description',
      'Calls that stay alive\n wherever\n\n the user goes',
    ],
    ...[
      '--version',
      '0.1.0',
      '--package',
      file,
      '--name',
      'holdfast',
      '--maintainer',
      'The developers <d@holdfast.invalid>',
    ],
    ...['--vendor', 'The developers', '--url', 'https://holdfast.invalid', '--license', 'MIT'],
    `${join(folder, 'unpacked')}/=/opt/Holdfast`,
    `${join(folder, 'holdfast.desktop')}=/usr/share/applications/app.holdfast.Holdfast.desktop`,
  ];
  return { file, args };
}

describe('a package from the command line of fpm', () => {
  it.runIf(has('dpkg-deb'))('is a .deb with the files, the fields and the scripts', () => {
    const { file, args } = app('deb');
    execFileSync(process.execPath, [fpm, ...args]);
    const read = (...options: string[]) => execFileSync('dpkg-deb', options, { encoding: 'utf8' });
    const fields = read('--field', file);
    expect(fields).toMatch(/^Package: holdfast$/mu);
    expect(fields).toMatch(/^Depends: libgtk-3-0t64 \| libgtk-3-0, xdg-utils$/mu);
    expect(fields).toMatch(/^Recommends: libappindicator3-1$/mu);
    expect(fields).toMatch(/^Description: Calls that stay alive\n wherever\n \.\n the user goes$/mu);
    expect(fields).toMatch(/^Installed-Size: [1-9]\d*$/mu);
    const contents = read('--contents', file);
    expect(contents).toMatch(/^-rwxr-xr-x root\/root .* \.\/opt\/Holdfast\/holdfast-app$/mu);
    expect(contents).toMatch(/\.\/opt\/Holdfast\/other -> holdfast-app$/mu);
    expect(contents).toContain('./usr/share/applications/app.holdfast.Holdfast.desktop');
    expect(read('--info', file, 'postinst')).toContain('echo 100% installed');
    expect(read('--info', file, 'md5sums')).toMatch(/^[0-9a-f]{32} {2}opt\/Holdfast\/resources\/app\.txt$/mu);
  });

  it.runIf(has('rpmbuild'))('is an .rpm with the files and the scripts', () => {
    const { file, args } = app('rpm');
    execFileSync(process.execPath, [fpm, ...args.map((arg) => arg.replace('libgtk-3-0t64 | libgtk-3-0', 'gtk3'))]);
    const read = (...options: string[]) => execFileSync('rpm', options, { encoding: 'utf8' });
    expect(read('-qp', '--qf', '%{NAME} %{VERSION} %{ARCH} %{SUMMARY}', file)).toBe(
      'holdfast 0.1.0 x86_64 Calls that stay alive',
    );
    expect(read('-qlp', file).trim().split('\n')).toEqual([
      '/opt/Holdfast',
      '/opt/Holdfast/holdfast-app',
      '/opt/Holdfast/other',
      '/opt/Holdfast/resources',
      '/opt/Holdfast/resources/app.txt',
      '/usr/share/applications/app.holdfast.Holdfast.desktop',
    ]);
    expect(read('-qp', '--scripts', file)).toContain('echo 100% installed');
  });

  it('says what an option or a target is that it does not know', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [fpm, ...args], { encoding: 'utf8' });
    const { args } = app('deb');
    expect(run(...args, '--epoch', '1').stderr).toContain("Unknown option '--epoch'");
    expect(run(...args, 'README.md').stderr).toContain('README.md does not say where it is to be installed');
    expect(run(...args.map((arg) => (arg === 'deb' ? 'pacman' : arg))).stderr).toContain('No pacman can be built here');
    expect(run(...args).status).toBe(0);
  });

  it('leaves out of a .deb the fields that nothing was said of, and to other packages the folders that are theirs', () => {
    const asked = { ...argumentsOf(app('rpm').args), recommends: [], license: undefined };
    expect(controlOf(asked, 4)).not.toMatch(/Recommends|License/u);
    const files = specOf(asked, [
      { path: '/opt', isFolder: true },
      { path: '/opt/Holdfast', isFolder: true },
      { path: '/usr/share/icons/hicolor', isFolder: true },
      { path: '/opt/Holdfast/holdfast-app', isFolder: false },
    ]).split('%files')[1];
    expect(files).toContain('%dir "/opt/Holdfast"\n"/opt/Holdfast/holdfast-app"');
    expect(files).not.toMatch(/"\/opt"|hicolor/u);
  });
});
