import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { hostile } from './hostile.ts';
import { conversionFailure, StrictObject } from './strict.ts';

/** Chromium's `basic_text` (components/os_crypt/sync/os_crypt_linux.cc): a key that anyone knows, a constant IV. */
const prefix = Buffer.from('v10');
const algorithm = 'aes-128-cbc';
const iv = Buffer.alloc(16, ' ');
const key = () => pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');

/** Electron's `safeStorage` on a machine without a secret service. */
export class SafeStorage extends StrictObject {
  readonly #isReady: () => boolean;
  #plainText = false;

  constructor(isReady: () => boolean) {
    super('safeStorage');
    this.#isReady = isReady;
  }

  /** The weak backend counts only for an app that has agreed to it. */
  isEncryptionAvailable(): boolean {
    return this.#isReady() && this.#plainText && !isLocked();
  }

  setUsePlainTextEncryption(usePlainText: boolean): void {
    this.#plainText = usePlainText;
  }

  getSelectedStorageBackend(): 'basic_text' | 'unknown' {
    return this.#isReady() ? 'basic_text' : 'unknown';
  }

  encryptString(plainText: string): Buffer {
    this.#needEncryption('encrypting');
    return encrypt(plainText);
  }

  decryptString(encrypted: Buffer): string {
    this.#needEncryption('decrypting');
    return decrypt(encrypted);
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    this.#needReady();
    return !isLocked();
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    this.#needReady();
    needKeyring();
    return encrypt(plainText);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    this.#needReady();
    needKeyring();
    return { shouldReEncrypt: false, result: decrypt(encrypted) };
  }

  #needReady(): void {
    if (!this.#isReady()) throw new Error('safeStorage cannot be used before app is ready');
  }

  #needEncryption(doing: string): void {
    this.#needReady();
    if (!this.isEncryptionAvailable())
      throw new Error(`Error while ${doing} the text provided to safeStorage. Encryption is not available.`);
  }
}

/** How long a keyring that is locked stays so, ms after the start. */
const lockedMs = 5_000;

function isLocked(): boolean {
  return hostile.has('keyring-locked') && performance.now() < lockedMs;
}

function needKeyring(): void {
  if (isLocked()) throw new Error('safeStorage is temporarily unavailable. Please try again.');
}

function encrypt(plainText: string): Buffer {
  if (typeof plainText !== 'string') throw conversionFailure(0, plainText);
  const cipher = createCipheriv(algorithm, key(), iv);
  return Buffer.concat([prefix, cipher.update(plainText, 'utf8'), cipher.final()]);
}

function decrypt(encrypted: Buffer): string {
  if (!Buffer.isBuffer(encrypted)) throw new TypeError('Expected the first argument of decryptString() to be a buffer');
  if (!encrypted.subarray(0, 3).equals(prefix)) {
    throw new Error(
      'Error while decrypting the ciphertext provided to safeStorage.decryptString. Ciphertext does not appear to be encrypted.',
    );
  }
  const decipher = createDecipheriv(algorithm, key(), iv);
  return Buffer.concat([decipher.update(encrypted.subarray(3)), decipher.final()]).toString('utf8');
}
