import assert from 'node:assert/strict';
import type { MessageBoxOptions } from 'electron';
import type { Area } from '../contract.ts';

const question: MessageBoxOptions = { message: 'Leave?', buttons: ['Hang up', 'Stay'], cancelId: 1 };

export const dialog: Area = {
  name: 'message box',
  promises: {
    'that is withdrawn answers as if it had been cancelled': {
      source: 'spec/api-dialog-spec.ts: "cancels message box"',
      check: async ({ electron: { dialog }, emptyWindow }) => {
        const withdrawal = new AbortController();
        const answer = dialog.showMessageBox(emptyWindow({ show: true }), { ...question, signal: withdrawal.signal });
        withdrawal.abort();
        assert.deepEqual(await answer, { response: 1, checkboxChecked: false });
      },
    },
    'that is withdrawn after it was shown answers the same': {
      source: 'spec/api-dialog-spec.ts: "cancels message box after a while"',
      check: async ({ electron: { dialog }, emptyWindow, after }) => {
        const withdrawal = new AbortController();
        const answer = dialog.showMessageBox(emptyWindow({ show: true }), { ...question, signal: withdrawal.signal });
        const timer = setTimeout(() => withdrawal.abort(), 500);
        after(() => clearTimeout(timer));
        assert.equal((await answer).response, 1);
      },
    },
    'without an answer for cancelling gives the first': {
      source: 'spec/api-dialog-spec.ts: "closes message box immediately"',
      check: async ({ electron: { dialog }, emptyWindow }) => {
        const withdrawal = new AbortController();
        const answer = dialog.showMessageBox(emptyWindow({ show: true }), {
          message: 'Said',
          signal: withdrawal.signal,
        });
        withdrawal.abort();
        assert.equal((await answer).response, 0);
      },
    },
    'does not stop the main process while it waits': {
      source: 'docs/api/dialog.md, dialog.showMessageBoxSync([window, ]options), which does block the process',
      check: async ({ electron: { dialog }, emptyWindow }) => {
        const withdrawal = new AbortController();
        const answer = dialog.showMessageBox(emptyWindow({ show: true }), { ...question, signal: withdrawal.signal });
        await new Promise((resolve) => setTimeout(resolve, 50));
        withdrawal.abort();
        await answer;
      },
    },
    'is refused with what it cannot show': {
      source: 'spec/api-dialog-spec.ts: "throws errors when the options are invalid" (showMessageBox)',
      check: ({ electron: { dialog } }) => {
        const ask = (options: object) => () =>
          void dialog.showMessageBox({ message: '', ...options } as MessageBoxOptions);
        assert.throws(ask({ type: 'not-a-valid-type' }), /Invalid message box type/);
        assert.throws(ask({ buttons: false }), /Buttons must be an array/);
        assert.throws(ask({ title: 300 }), /Title must be a string/);
      },
    },
  },
};
