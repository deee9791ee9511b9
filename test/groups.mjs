/**
 * A group of tests that one runner takes at a time. A test belongs to a group by its folder.
 *
 * @typedef {object} Group
 * @property {string} name
 * @property {string[]} [folders] below test/; a group without them takes every file that no other group takes
 * @property {number} [concurrency] how many processes at once, for a group that runs in Node
 * @property {number} [batches] how many processes share the files; without it, each file has its own
 * @property {Record<string, number>} [seconds] how long the longest files take; batches are made by it
 * @property {boolean} [slow] only run with REQUIRE_ALL=1, or when a path is named
 */

/** Runs beside the others. @type {Group} */
export const browserGroup = { name: 'browser', folders: ['widget'] };

/**
 * Run one after the other. Files of the first mostly wait: two cores take four at once, beside a browser. Files of the
 * other groups load the machine by themselves: they start browsers, or attack and kill relays.
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
  { name: 'page', folders: ['e2e'], concurrency: 2, batches: 2, slow: true },
  { name: 'picture', folders: ['visual'], concurrency: 2, slow: true },
  { name: 'fault', folders: ['hostile', 'faults'], concurrency: 2, slow: true },
];

const claimed = [browserGroup, ...nodeGroups].flatMap(({ folders = [] }) => folders);

/** @param {Group} group @param {string} file such as test/relay/api.test.ts */
export function belongsTo({ folders }, file) {
  const isIn = (/** @type {string} */ folder) => file.startsWith(`test/${folder}/`);
  return folders ? folders.some(isIn) : !claimed.some(isIn);
}
