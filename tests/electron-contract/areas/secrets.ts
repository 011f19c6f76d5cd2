import assert from 'node:assert/strict';
import { thrownIn } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { onlyOn } from '../where.ts';

export const secrets: Area = {
  name: 'safe storage',
  promises: {
    'says whether it can seal': {
      source: 'spec/api-safe-storage-spec.ts: "should resolve true when async encryption is available"',
      check: async ({ electron: { safeStorage } }) => {
        assert.equal(await safeStorage.isAsyncEncryptionAvailable(), true);
      },
    },
    'opens what it has sealed, and says whether it is to be sealed anew': {
      source: 'spec/api-safe-storage-spec.ts: "valid input should correctly decrypt string" (decryptStringAsync)',
      check: async ({ electron: { safeStorage } }) => {
        const sealed = await safeStorage.encryptStringAsync('a token');
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
        assert.deepEqual([result, typeof shouldReEncrypt], ['a token', 'boolean']);
      },
    },
    'seals into a buffer that does not show the secret': {
      source: 'spec/api-safe-storage-spec.ts: "valid input should correctly encrypt string" (encryptStringAsync)',
      check: async ({ electron: { safeStorage } }) => {
        const sealed = await safeStorage.encryptStringAsync('a token');
        assert.equal(Buffer.isBuffer(sealed), true);
        assert.equal(sealed.includes('a token'), false);
      },
    },
    'keeps every character, and long texts': {
      source: 'spec/api-safe-storage-spec.ts: "UTF-16 characters can be decrypted" and "long strings can be decrypted"',
      check: async ({ electron: { safeStorage } }) => {
        for (const text of ['€ - utf symbol', '', 'a'.repeat(10_000)]) {
          const { result } = await safeStorage.decryptStringAsync(await safeStorage.encryptStringAsync(text));
          assert.equal(result, text);
        }
      },
    },
    'survives the way over base64, in which it is kept in a file': {
      source: 'spec/api-safe-storage-spec.ts: "can decrypt after closing and reopening app"',
      check: async ({ electron: { safeStorage } }) => {
        const text = (await safeStorage.encryptStringAsync('a token')).toString('base64');
        assert.equal((await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'))).result, 'a token');
      },
    },
    'rejects what was never sealed': {
      source: 'spec/api-safe-storage-spec.ts: "unencrypted input should reject"',
      check: async ({ electron: { safeStorage } }) => {
        await thrownIn(safeStorage.decryptStringAsync(Buffer.from('I am unencoded!')));
      },
    },
    'says which store of secrets Linux has': {
      source: 'docs/api/safe-storage.md, safeStorage.getSelectedStorageBackend()',
      unless: onlyOn('linux'),
      check: ({ electron: { safeStorage } }) => {
        const known = ['basic_text', 'gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6', 'unknown'];
        assert.equal(known.includes(safeStorage.getSelectedStorageBackend()), true);
      },
    },
    'marks what it seals with its version, by which it is known again': {
      source: "Chromium's components/os_crypt/async/browser (the tags of its key providers: v10, v11, v12)",
      check: async ({ electron: { safeStorage } }) => {
        const sealed = await safeStorage.encryptStringAsync('a token');
        assert.match(sealed.subarray(0, 3).toString(), /^v1\d$/);
      },
    },
  },
};
