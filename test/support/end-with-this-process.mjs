/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let isWatching = false;

/**
 * Sees to it that a child process does not outlive this one.
 * @param {import('node:child_process').ChildProcess} child
 */
export function endWithThisProcess(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (isWatching) return;
  isWatching = true;
  process.on('exit', () => {
    for (const each of running) each.kill('SIGKILL');
  });
  // The test runner ends a file that takes too long so, and without a listener there would be no `exit` event.
  process.once('SIGTERM', () => process.exit(143));
}
