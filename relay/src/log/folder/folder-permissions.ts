import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inMemory } from '../open-log.ts';
import type { Logger } from '../../logger.ts';

/** The bits of a file's mode for the group and for others. */
const others = 0o077;

/**
 * The data folder and its secrets, as far as other users of this machine can get at them. The secrets sign guests' sessions,
 * webhook calls and addresses of files.
 */
export async function openToOthers(data: string): Promise<string[]> {
  // Windows has no such modes.
  if (data === inMemory || process.platform === 'win32') return [];
  // `webhook-secret` exists if there is a webhook without a secret in the options, `files-secret` if files are on.
  const secrets = ['secret', 'webhook-secret', 'files-secret'].map((name) => join(data, name));
  const paths = [data, ...secrets].filter(existsSync);
  const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
  return paths.filter((_, index) => ((modes[index] ?? 0) & others) !== 0);
}

/**
 * Warns once if others can get at the data. The relay creates it for its owner alone. Existing permissions may have a reason,
 * so the relay does not change them.
 */
export async function warnIfOpenToOthers(data: string, logger: Logger): Promise<void> {
  const open = await openToOthers(data);
  if (open.length === 0) return;
  logger.warn(
    { code: 'data_folder_open', paths: open },
    `others on this machine can get at the data: chmod -R go= ${data}`,
  );
}
