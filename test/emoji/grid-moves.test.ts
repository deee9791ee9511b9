import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveInGrid } from '../../widget/src/emoji/picker/grid-moves.ts';

/*
 *  0  1  2
 *  3  4
 *
 *  5  6  7
 *
 *  8
 */
const from = (cell: number, key: string, whole?: boolean) => moveInGrid([5, 3, 1], 3, cell, key, whole);

test('left and right go through all cells and stop at the ends', () => {
  assert.equal(from(2, 'ArrowRight'), 3);
  assert.equal(from(4, 'ArrowRight'), 5);
  assert.equal(from(5, 'ArrowLeft'), 4);
  assert.equal(from(0, 'ArrowLeft'), 0);
  assert.equal(from(8, 'ArrowRight'), 8);
});

test('up and down keep the column, as far as the row is long', () => {
  assert.equal(from(1, 'ArrowDown'), 4);
  assert.equal(from(2, 'ArrowDown'), 4);
  assert.equal(from(4, 'ArrowDown'), 6);
  assert.equal(from(7, 'ArrowDown'), 8);
  assert.equal(from(8, 'ArrowDown'), 8);
  assert.equal(from(8, 'ArrowUp'), 5);
  assert.equal(from(7, 'ArrowUp'), 4);
  assert.equal(from(1, 'ArrowUp'), -1);
});

test('Home and End mean the row, or all', () => {
  assert.deepEqual([from(4, 'Home'), from(3, 'End')], [3, 4]);
  assert.deepEqual([from(6, 'Home'), from(6, 'End')], [5, 7]);
  assert.deepEqual([from(6, 'Home', true), from(2, 'End', true)], [0, 8]);
});

test('Page Up and Page Down lead to the groups before and after', () => {
  assert.deepEqual([from(1, 'PageDown'), from(6, 'PageDown'), from(8, 'PageDown')], [5, 8, 8]);
  assert.deepEqual([from(8, 'PageUp'), from(7, 'PageUp'), from(4, 'PageUp')], [5, 0, 0]);
});

test('other keys lead nowhere, and so does everything without cells', () => {
  assert.equal(from(1, 'a'), undefined);
  assert.equal(moveInGrid([], 3, 0, 'ArrowDown'), undefined);
});
