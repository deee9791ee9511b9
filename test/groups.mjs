/**
 * A group of test files that one test runner runs together. The folder of a test file decides its group.
 *
 * @typedef {object} Group
 * @property {string} name
 * @property {string[]} [folders] in test/; a group without folders has every file that is in no other group
 * @property {number} [concurrency] the number of processes at the same time, for a group that runs in Node
 * @property {number} [batches] the number of processes or pages that share the files; without it, each file has its own
 * @property {Record<string, number>} [seconds] the duration of the slowest files, so that all batches take about the same time
 * @property {string[]} [alone] files that need a page of their own
 * @property {boolean} [last] whether the group runs when all others have ended
 * @property {boolean} [slow] whether the group runs only with REQUIRE_ALL=1, or if one of its paths is named
 */

/** Runs in browsers, at the same time as the groups for Node. @type {Group} */
export const browserGroup = {
  name: 'widget',
  folders: ['widget'],
  batches: 6,
  // What these tests replace, hide or listen to is of the whole page: sounds, notifications, built-in objects, the focus.
  alone: [
    'test/widget/attachments.test.ts',
    'test/widget/notifications.test.ts',
    'test/widget/notifications-desktop.test.ts',
    'test/widget/patched-built-ins.test.ts',
    'test/widget/old-browsers.test.ts',
    'test/widget/read-state.test.ts',
    'test/widget/last-seen.test.ts',
    'test/widget/last-seen-hidden.test.ts',
  ],
  seconds: {
    'test/widget/accessibility.test.ts': 70,
    'test/widget/read-state.test.ts': 60,
    'test/widget/outbox-stalled.test.ts': 55,
    'test/widget/unsaved-changes.test.ts': 45,
    'test/widget/outbox.test.ts': 40,
    'test/widget/dividers.test.ts': 35,
    'test/widget/restart.test.ts': 30,
    'test/widget/sign-in.test.ts': 20,
    'test/widget/shared-computer.test.ts': 20,
    'test/widget/signed-in.test.ts': 20,
    'test/widget/long-history.test.ts': 20,
    'test/widget/announcing.test.ts': 20,
    'test/widget/failed.test.ts': 20,
    'test/widget/last-seen.test.ts': 15,
    'test/widget/replies.test.ts': 15,
    'test/widget/trouble.test.ts': 15,
    'test/widget/emoji-picker.test.ts': 15,
    'test/widget/typing.test.ts': 15,
  },
};

/**
 * The groups that run in Node, in this order: one at a time beside the browsers, and two when those have ended. Files of the
 * first group mostly wait, so two cores can run four of them beside a browser. Files of the other groups use much processor time: they start browsers, or attack and kill relays.
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
      'test/relay/doctor.test.ts': 25,
      'test/relay/nginx.test.ts': 25,
      'test/relay/retention.test.ts': 15,
      'test/relay/cli.test.ts': 15,
      'test/client/reconnecting.test.ts': 15,
      'test/relay/archive.test.ts': 10,
    },
  },
  {
    name: 'redis',
    folders: ['redis'],
    concurrency: 4,
    batches: 8,
    slow: true,
    seconds: {
      'test/redis/migrate.test.ts': 90,
      'test/redis/redis-relay.test.ts': 45,
      'test/redis/nodes-presence.test.ts': 40,
      'test/redis/redis-shared.test.ts': 30,
      'test/redis/redis-faults.test.ts': 30,
      'test/redis/client-rolling-restart.test.ts': 20,
      'test/redis/nodes-drain.test.ts': 20,
      'test/redis/nodes-presence-faults.test.ts': 20,
    },
  },
  // One at a time: the packages are packed into one folder.
  { name: 'packages', folders: ['packages'], concurrency: 1, slow: true },
  { name: 'e2e', folders: ['e2e'], concurrency: 2, batches: 2, slow: true },
  { name: 'visual', folders: ['visual'], concurrency: 2, slow: true },
  // They take the machine's time on purpose, and judge how soon relays answer.
  { name: 'hostile-and-faults', folders: ['hostile', 'faults'], concurrency: 2, slow: true, last: true },
];

const claimed = [browserGroup, ...nodeGroups].flatMap(({ folders = [] }) => folders);

/** @param {Group} group @param {string} file such as test/relay/api.test.ts */
export function belongsTo({ folders }, file) {
  const isIn = (/** @type {string} */ folder) => file.startsWith(`test/${folder}/`);
  return folders ? folders.some(isIn) : !claimed.some(isIn);
}
