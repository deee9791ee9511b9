/** Methods that launchers have in addition to the runner's interface. Tests call them on the page of a session. */
const commands = [
  'getPage',
  'sendKeys',
  'sendMouseMove',
  'sendMouseClick',
  'sendMouseDown',
  'sendMouseUp',
  'resetMouse',
];

/** @typedef {import('@web/test-runner').BrowserLauncher} Launcher */

/**
 * Combines several browser processes into one browser for the test runner. Each process shows one page at a time. Two pages
 * in one process cannot run at once: the page in the background has no focus and no animation frames.
 *
 * @param {string} name the name of the engine, for reports; the name of a launcher is that of its driver
 * @param {[Launcher, ...Launcher[]]} launchers one for each process, all for the same engine
 * @returns {Launcher}
 */
export function sideBySide(name, launchers) {
  const [first] = launchers;
  /** The launcher of each session that has started, by the id of the session. @type {Map<string, Launcher>} */
  const launcherBySession = new Map();

  const launcherOf = (/** @type {string} */ id) => {
    const launcher = launcherBySession.get(id);
    if (!launcher) throw new Error(`${name} has no page for session ${id}`);
    return launcher;
  };
  const sessionsOf = (/** @type {Launcher} */ launcher) =>
    [...launcherBySession.values()].filter((each) => each === launcher).length;
  const leastBusy = () =>
    launchers.reduce((best, each) => (sessionsOf(each) < sessionsOf(best) ? each : best));

  const forwarded = commands.map((command) => [
    command,
    (/** @type {string} */ id, /** @type {unknown[]} */ ...rest) => {
      const launcher = launcherOf(id);
      /** @type {Function} */
      const run = Reflect.get(launcher, command);
      return Reflect.apply(run, launcher, [id, ...rest]);
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
      launcherBySession.set(id, launcher);
      try {
        await launcher.startSession(id, url);
      } catch (error) {
        launcherBySession.delete(id);
        throw error;
      }
    },
    isActive: (id) => launcherBySession.get(id)?.isActive(id) ?? false,
    getBrowserUrl: (id) => launcherOf(id).getBrowserUrl(id),
    async stopSession(id) {
      try {
        return await launcherOf(id).stopSession(id);
      } finally {
        launcherBySession.delete(id);
      }
    },
    startDebugSession: (id, url) => first.startDebugSession(id, url),
    async stop() {
      await Promise.all(launchers.map(async (each) => each.stop?.()));
    },
  };
}
