import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';

/** How a script ended that ran in a process of its own. */
export interface ScriptEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Whether it was killed because it took too long. */
  isLate: boolean;
  /** The last message that it sent. */
  message: unknown;
}

/**
 * Runs a script of this folder in a child process, with a store's folder as its argument.
 *
 * @param patience after so many milliseconds the child process is killed
 * @throws {Error} if the script cannot be started
 */
export async function runScript(name: string, folder: string, patience: number): Promise<ScriptEnd> {
  // If the relay was bundled into one file, this script does not exist.
  const script = join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);
  const child = fork(script, [folder], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let message: unknown;
  child.on('message', (sent) => (message = sent));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, patience);
  try {
    await once(child, 'exit');
  } finally {
    clearTimeout(timer);
  }
  return { code: child.exitCode, signal: child.signalCode, isLate, message };
}
