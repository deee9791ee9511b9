/**
 * A group of test files that one test runner runs together. The folder of a test file decides its group.
 *
 * @typedef {object} Group
 * @property {string} name
 * @property {string[]} [folders] in test/; a group without folders has every file that is in no other group
 * @property {number} [concurrency] the number of processes at the same time, for a group that runs in Node
 * @property {number} [batches] the number of processes that share the files; without it, each file has its own process
 * @property {Record<string, number>} [seconds] the duration of the slowest files, so that all batches take about the same time
 * @property {boolean} [slow] whether the group runs only with REQUIRE_ALL=1, or if one of its paths is named
 */

/** Runs in browsers, at the same time as the groups for Node. @type {Group} */
export const browserGroup = { name: 'widget', folders: ['widget'] };

/**
 * The groups that run in Node, one after the other. Files of the first group mostly wait, so two cores can run four of them
 * beside a browser. Files of the other groups use much processor time: they start browsers, or attack and kill relays.
 * @type {Group[]}
 */
export const nodeGroups = [
  {
    name: 'Node',
    concurrency: 4,
    batches: 12,
    seconds: {
      'test/relay/failing-store.test.ts': 90,
      'test/relay/epoch.test.ts': 40,
      'test/relay/damaged-store.test.ts': 30,
      'test/relay/compact.test.ts': 20,
      'test/relay/retention.test.ts': 15,
      'test/relay/cli.test.ts': 15,
      'test/client/reconnecting.test.ts': 15,
      'test/relay/archive.test.ts': 10,
    },
  },
  { name: 'e2e', folders: ['e2e'], concurrency: 2, batches: 2, slow: true },
  { name: 'visual', folders: ['visual'], concurrency: 2, slow: true },
  { name: 'hostile-and-faults', folders: ['hostile', 'faults'], concurrency: 2, slow: true },
];

const claimed = [browserGroup, ...nodeGroups].flatMap(({ folders = [] }) => folders);

/** @param {Group} group @param {string} file such as test/relay/api.test.ts */
export function belongsTo({ folders }, file) {
  const isIn = (/** @type {string} */ folder) => file.startsWith(`test/${folder}/`);
  return folders ? folders.some(isIn) : !claimed.some(isIn);
}
