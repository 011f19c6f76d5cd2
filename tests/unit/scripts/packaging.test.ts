/** What electron-builder is told, read the way it reads it. Nothing is packaged here. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeLaunchers } from '../../../packaging/launcher/launchers.ts';
import { changedConfiguration } from '../../../scripts/package/configuration.mjs';
import { writeJson } from '../../../scripts/setup/files.mjs';
import { root } from '../../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

type Configuration = {
  toolsets: { appimage: string };
  electronFuses: Record<string, boolean>;
  linux: { executableName: string };
  deb: { depends: string[]; fpm: string[] };
  mac: { entitlements: string; entitlementsInherit: string; identity?: string; extendInfo: Record<string, string> };
};

/** As electron-builder has it after its own schema has checked it. @param changes to electron-builder.yml. */
async function read(changes: Record<string, unknown> | null): Promise<Configuration> {
  const { getConfig, validateConfiguration } = builder('app-builder-lib/out/util/config/config') as {
    getConfig: (project: string, file: string, options: null) => Promise<Configuration>;
    validateConfiguration: (configuration: Configuration, log: { isEnabled: false }) => Promise<void>;
  };
  const file = join(temporaryFolder(), 'electron-builder.json');
  writeJson(file, { extends: join(root, 'electron-builder.yml'), ...changes });
  const configuration = await getConfig(root, file, null);
  await validateConfiguration(configuration, { isEnabled: false });
  return configuration;
}

const own = { kind: 'own', overrideDir: null };
const keysOf = (plist: string) =>
  Array.from(readFileSync(join(root, plist), 'utf8').matchAll(/<key>(.*)<\/key>\s*<true\/>/gu), ([, key]) => key);

describe('the configuration of electron-builder', () => {
  it("fits electron-builder's schema, for every Electron and system", async () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const changes = [own, { kind: 'stand-in', overrideDir: 'x' }, { kind: 'override', overrideDir: 'y' }].map(
        (electron) => changedConfiguration(electron, { platform, env: {} }),
      );
      for (const change of changes) await read(change);
    }
    await expect(read({ linux: { executableNames: 'x' } })).rejects.toThrow(/configuration\.linux/u);
  });

  it('is as it stands for a release', () => {
    const signed = { platform: 'darwin', env: { CSC_NAME: 'The Holdfast developers' } } as const;
    for (const where of [signed, { platform: 'linux', env: {} } as const]) {
      expect(changedConfiguration(own, where)).toBeNull();
    }
  });

  it('leaves nothing on that a released app does not need', async () => {
    const { electronFuses } = await read(null);
    expect(electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('has the deb depend on all that the executable needs, and puts the launcher on the PATH', async () => {
    const { deb } = await read(null);
    const { default: FpmTarget } = builder('app-builder-lib/out/targets/FpmTarget') as {
      default: { prototype: { getDefaultDepends(target: string): string[] } };
    };
    const needed = [...FpmTarget.prototype.getDefaultDepends('deb'), 'libasound2', 'libgbm1'];
    const given = deb.depends.map((alternatives) => alternatives.split(' | '));
    for (const library of needed) expect(given).toContainEqual(expect.arrayContaining([library]) as unknown);
    // The old name is also one that another library provides, so the new one has to be asked for first.
    for (const [first, second] of given) if (second !== undefined) expect(first).toBe(`${second}t64`);
    expect(deb.fpm).toEqual(['out/launcher/unix/holdfast=/usr/bin/holdfast']);
  });

  it('says to macOS what the devices and the local network are for, and lets its libraries in where nobody signed', async () => {
    const released = await read(null);
    expect(Object.keys(released.mac.extendInfo)).toEqual(
      expect.arrayContaining([
        'NSMicrophoneUsageDescription',
        'NSCameraUsageDescription',
        'NSLocalNetworkUsageDescription',
      ]) as unknown,
    );
    const unsigned = await read(changedConfiguration(own, { platform: 'darwin', env: {} }));
    expect(unsigned.mac.identity).toBe('-');
    const [forOurselves, forOthers] = [unsigned, released].map(({ mac }) => {
      expect(mac.entitlementsInherit).toBe(mac.entitlements);
      return keysOf(mac.entitlements);
    });
    expect(forOthers).not.toContain('com.apple.security.cs.disable-library-validation');
    expect(forOurselves).toEqual([...forOthers!, 'com.apple.security.cs.disable-library-validation']);
  });
});

describe.skipIf(process.platform === 'win32')('the AppImage', () => {
  it('has the runtime that needs no FUSE library, no --no-sandbox by itself, and starts by the launcher', async () => {
    const { toolsets, linux } = await read(null);
    const folder = temporaryFolder();
    const tools = join(folder, 'tools');
    writeLaunchers(join(folder, 'launchers'), '1.2.3');
    for (const needed of ['runtimes', 'lib/x64', '../app', '../icons'])
      mkdirSync(join(tools, needed), { recursive: true });
    writeFileSync(join(tools, 'runtimes/runtime-x64'), 'runtime');
    writeFileSync(join(tools, 'desktop-file-validate'), '');
    // Keeps what would be packed: `mksquashfs FOLDER OUTPUT -option…`.
    writeFileSync(join(tools, 'mksquashfs'), `#!/bin/sh\ncp -r "$1" '${folder}/packed' && printf packed >"$2"\n`);
    chmodSync(join(tools, 'mksquashfs'), 0o755);
    writeFileSync(join(folder, 'app/AppRun'), readFileSync(join(folder, 'launchers/appimage/AppRun')));
    writeFileSync(join(folder, 'icons/icon.png'), '');
    const options = {
      productName: 'Holdfast',
      productFilename: 'Holdfast',
      executableName: linux.executableName,
      desktopEntry: '',
      icons: [{ file: join(folder, 'icons/icon.png'), size: 512 }],
      fileAssociations: [],
    };
    const build = {
      appDir: join(folder, 'app'),
      stageDir: join(folder, 'stage'),
      arch: 1,
      output: join(folder, 'x'),
      options,
    };
    // Not in this process: told that it is tested, electron-builder makes hard links where a release copies.
    const env: NodeJS.ProcessEnv = { ...process.env, APPIMAGE_TOOLS_PATH: tools };
    delete env.VITEST;
    const script = `import(process.argv[1]).then(({ default: { buildStaticRuntimeAppImage } }) =>
      buildStaticRuntimeAppImage(process.argv[2], JSON.parse(process.argv[3])))`;
    mkdirSync(build.stageDir);
    const args = [builder.resolve('app-builder-lib/out/targets/appimage/appImageUtil'), toolsets.appimage];
    const built = spawnSync(process.execPath, ['-e', script, ...args, JSON.stringify(build)], {
      env,
      encoding: 'utf8',
    });
    expect(built.stderr).toBe('');
    expect(built.status).toBe(0);
    const appRun = readFileSync(join(folder, 'packed/AppRun'), 'utf8');
    expect(appRun).toBe(readFileSync(join(root, 'packaging/launcher/AppRun'), 'utf8'));
    expect(appRun).not.toContain('--no-sandbox');
    expect(readFileSync(build.output, 'latin1').slice(0, 7)).toBe('runtime');
  });
});
