import { describe, expect, it } from 'vitest';
import { NoticeBoard } from '../../../src/main/notice-board.ts';

describe('the notice board', () => {
  it('gives each notice to one window, as often as that one asks', () => {
    const board = new NoticeBoard();
    board.add('a');
    board.add('a');
    expect(board.readBy(1)).toEqual(['a']);
    board.add('b');
    expect(board.readBy(1)).toEqual(['a', 'b']);
    board.add('c');
    expect(board.readBy(2)).toEqual(['c']);
    expect(board.readBy(3)).toEqual([]);
    board.add('d');
    board.withdraw('d');
    expect(board.readBy(4)).toEqual([]);
  });
});
