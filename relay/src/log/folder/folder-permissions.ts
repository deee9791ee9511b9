import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inMemory } from '../open-log.ts';
import type { Logger } from '../../logger.ts';

/** Of a file's mode, all that is not its owner's. */
const others = 0o077;

/**
 * Says once if others on this machine can get at the data folder, or at the secrets in it, by which guests and the webhook's
 * calls are known. The relay makes them for its owner alone; what it finds may have been made otherwise, and for a reason, so
 * it stays as it is.
 */
export async function warnIfOpenToOthers(data: string, logger: Logger): Promise<void> {
  // Windows has no such modes.
  if (data === inMemory || process.platform === 'win32') return;
  // The latter is there where there is a webhook, and nobody brings a secret of their own.
  const paths = [data, join(data, 'secret'), join(data, 'webhook-secret')].filter(existsSync);
  const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
  const open = paths.filter((_, index) => ((modes[index] ?? 0) & others) !== 0);
  if (open.length === 0) return;
  logger.warn(
    { code: 'data_folder_open', paths: open },
    `others on this machine can get at the data: chmod -R go= ${data}`,
  );
}
