import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkNodes, type NodeView } from './nodes-checker.ts';

const log = ['a', 'b', 'c'].map((id, index) => ({ seq: index + 1, id }));
const shown = new Map(log.map(({ seq, id }) => [seq, id]));
const views: NodeView[] = ['one', 'two'].map((who) => ({ who, shown, head: 3 }));

function broken(more: Partial<NodeView>): string[] {
  const [first, second] = views;
  assert(first && second);
  return checkNodes(log, [first, { ...second, ...more }]).map(({ promise, about }) => {
    assert.equal(promise, 'everywhere');
    return about;
  });
}

describe('the checker of nodes', () => {
  test('finds nothing wrong where all nodes show what is stored', () => {
    assert.deepEqual(broken({}), []);
    // A listener that comes in later is told the rest.
    assert.deepEqual(broken({ shown: new Map([[3, 'c']]) }), []);
  });

  const wrongs: [what: string, more: Partial<NodeView>, about: string][] = [
    [
      'an entry that one node alone has shown',
      { shown: new Map([...shown, [4, 'd']]) },
      'two was told d at 4, where the log has nothing',
    ],
    [
      'an entry that one node has shown in another place',
      { shown: new Map([...shown, [2, 'c']]) },
      'two was told c at 2, where the log has b',
    ],
    ['a node that is behind', { head: 2 }, 'two was told nothing after 2 of 3'],
  ];
  for (const [what, more, about] of wrongs) {
    test(`finds ${what}`, () => assert.deepEqual(broken(more), [about]));
  }
});
