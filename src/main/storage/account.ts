import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { type Account, type AppInfo, account as accountSchema } from '../../shared/ipc.ts';
import type { Clock, Log } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

export type SecretStorage = AppInfo['secretStorage'];
export type Safe = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;

/** The token is sealed by the system's secret storage, base64. */
const stored = z.object({ server: accountSchema.shape.server, name: z.string(), sealedToken: z.string() }).nullable();
type Stored = z.infer<typeof stored>;

export type AccountStoreOptions = {
  folder: string;
  safe: Safe;
  platform: NodeJS.Platform;
  /** Of the command line: for this run, kept nowhere. */
  given: Account | null;
  clock: Clock;
  log: Log;
  /** The saved account is there but cannot be opened. */
  onUnreadable: () => void;
  /** It cannot be opened for now: it is kept for the next start. */
  onLocked: () => void;
};

/**
 * What Electron says while the system keeps the key to itself, as a locked keyring does; there is no code for it
 * (`OnOsCryptReady` in shell/browser/api/electron_api_safe_storage.cc).
 */
const isLocked = (cause: unknown) => cause instanceof Error && /temporarily unavailable/i.test(cause.message);

/** A system that has just been logged in to unlocks its keyring beside its programs: asked again after these, ms. */
const retryAfterMs = [500, 1_500, 3_000] as const;

/** Where and as whom to sign in, the token sealed. Without a place for secrets it lasts until the app ends. */
export class AccountStore {
  readonly #options: AccountStoreOptions;
  readonly #store: JsonStore<Stored>;
  readonly #file: string;
  #current: Account | null;
  /** Also while the token is being sealed, when there is nothing to write yet. */
  #saving: Promise<unknown> = Promise.resolve();
  #secretStorage: Promise<SecretStorage> | undefined;

  constructor(options: AccountStoreOptions) {
    this.#options = options;
    this.#current = options.given;
    this.#file = join(options.folder, 'account.json');
    this.#store = new JsonStore<Stored>({
      file: this.#file,
      parse: (data) => stored.parse(data),
      defaults: null,
      migrations: [],
      log: options.log,
      onSetAside: options.onUnreadable,
    });
  }

  async load(): Promise<Account | null> {
    if (this.#current) return this.#current;
    const saved = this.#store.get();
    if (!saved) return null;
    try {
      const { result, shouldReEncrypt } = await this.#open(Buffer.from(saved.sealedToken, 'base64'));
      const account = accountSchema.parse({ server: saved.server, name: saved.name, token: result });
      this.#current = account;
      if (shouldReEncrypt) await this.save(account);
      return account;
    } catch (cause) {
      this.#options.log.error('The saved account could not be opened.', cause);
      if (isLocked(cause)) this.#options.onLocked();
      else this.#options.onUnreadable();
      return null;
    }
  }

  async #open(sealed: Buffer): ReturnType<Safe['decryptStringAsync']> {
    const { safe, clock } = this.#options;
    for (const afterMs of retryAfterMs) {
      try {
        return await safe.decryptStringAsync(sealed);
      } catch (cause) {
        if (!isLocked(cause)) throw cause;
        await new Promise<void>((resolve) => clock.after(afterMs, resolve));
      }
    }
    return safe.decryptStringAsync(sealed);
  }

  /** Rejects when the file cannot be written; the account is used until the app ends all the same. */
  save(account: Account): Promise<void> {
    this.#current = account;
    const saved = this.#seal(account);
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #seal(account: Account): Promise<void> {
    if ((await this.secretStorage()) === 'none') return;
    const sealed = await this.#options.safe.encryptStringAsync(account.token);
    // Signed out meanwhile, or in as somebody else.
    if (this.#current !== account) return;
    await this.#store.set({ server: account.server, name: account.name, sealedToken: sealed.toString('base64') });
  }

  /** Resolves when nothing is left to write. */
  async flush(): Promise<void> {
    await this.#saving;
    await this.#store.flush();
  }

  flushNow(): void {
    this.#store.flushNow();
  }

  async forget(): Promise<void> {
    this.#current = null;
    await this.#store.set(null);
    await rm(this.#file, { force: true });
  }

  /** How secrets are kept on this machine; once the app is ready. */
  secretStorage(): Promise<SecretStorage> {
    this.#secretStorage ??= this.#detect();
    return this.#secretStorage;
  }

  async #detect(): Promise<SecretStorage> {
    const { safe, platform, log } = this.#options;
    try {
      if (!(await safe.isAsyncEncryptionAvailable())) return 'none';
      return platform === 'linux' && (await sealsWithKnownKey(safe)) ? 'weak' : 'system';
    } catch (cause) {
      log.error('The secret storage of this system could not be asked.', cause);
      return 'none';
    }
  }
}

/**
 * Whether this Linux has no keyring. What seals then uses a key that is the same on every machine and marks it `v10`; with
 * a key of the Secret Service, KWallet or the portal it is `v11` or higher (components/os_crypt/async/browser/*_key_provider).
 * Electron's `getSelectedStorageBackend` is no answer: it says what the synchronous functions would use, by the desktop's name.
 */
async function sealsWithKnownKey(safe: Safe): Promise<boolean> {
  const sealed = await safe.encryptStringAsync('probe');
  return sealed.subarray(0, 3).toString('latin1') === 'v10';
}
