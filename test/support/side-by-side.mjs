/** What launchers offer beside the runner's interface: the commands of tests, for the page of a session. */
const commands = [
  'getPage',
  'sendKeys',
  'sendMouseMove',
  'sendMouseClick',
  'sendMouseDown',
  'sendMouseUp',
  'resetMouse',
];

/**
 * One browser for the test runner, made of several processes that each show one page at a time. Two pages in one process
 * cannot run at once: the one behind has no focus and no animation frames.
 * @typedef {import('@web/test-runner').BrowserLauncher} Launcher
 *
 * @param {string} name the engine's, for reports; launchers name themselves after their driver
 * @param {[Launcher, ...Launcher[]]} launchers one for each process, all of a kind
 * @returns {Launcher}
 */
export function sideBySide(name, launchers) {
  const [first] = launchers;
  /** The launcher of each session that has started. @type {Map<string, Launcher>} */
  const owners = new Map();

  const ownerOf = (/** @type {string} */ id) => {
    const owner = owners.get(id);
    if (!owner) throw new Error(`${name} has no page for session ${id}`);
    return owner;
  };
  const sessionsOf = (/** @type {Launcher} */ launcher) =>
    [...owners.values()].filter((owner) => owner === launcher).length;
  const leastBusy = () =>
    launchers.reduce((best, each) => (sessionsOf(each) < sessionsOf(best) ? each : best));

  const forwarded = commands.map((command) => [
    command,
    (/** @type {string} */ id, /** @type {unknown[]} */ ...rest) => {
      const owner = ownerOf(id);
      /** @type {Function} */
      const run = Reflect.get(owner, command);
      return Reflect.apply(run, owner, [id, ...rest]);
    },
  ]);
  return {
    ...Object.fromEntries(forwarded),
    name,
    type: first.type,
    concurrency: launchers.length,
    async initialize(...args) {
      await Promise.all(launchers.map(async (each) => each.initialize?.(...args)));
    },
    async startSession(id, url) {
      const launcher = leastBusy();
      owners.set(id, launcher);
      try {
        await launcher.startSession(id, url);
      } catch (error) {
        owners.delete(id);
        throw error;
      }
    },
    isActive: (id) => owners.get(id)?.isActive(id) ?? false,
    getBrowserUrl: (id) => ownerOf(id).getBrowserUrl(id),
    async stopSession(id) {
      try {
        return await ownerOf(id).stopSession(id);
      } finally {
        owners.delete(id);
      }
    },
    startDebugSession: (id, url) => first.startDebugSession(id, url),
    async stop() {
      await Promise.all(launchers.map(async (each) => each.stop?.()));
    },
  };
}
