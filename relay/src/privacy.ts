import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inMemory } from './log/open-log.ts';
import type { Logger } from './logger.ts';

/** Of a file's mode, all that is not its owner's. */
const others = 0o077;

/**
 * Says once if others on this machine can get at the data folder, or at the secret in it, by which guests are known. The
 * relay makes both for its owner alone; what it finds may have been made otherwise, and for a reason, so it stays as it is.
 */
export async function warnIfOpenToOthers(data: string, logger: Logger): Promise<void> {
  // Windows has no such modes.
  if (data === inMemory || process.platform === 'win32') return;
  const paths = [data, join(data, 'secret')];
  const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
  const open = paths.filter((_, index) => ((modes[index] ?? 0) & others) !== 0);
  if (open.length === 0) return;
  logger.warn({ paths: open }, `others on this machine can get at the data: chmod -R go= ${data}`);
}
