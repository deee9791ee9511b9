import { join } from 'node:path';
import { inMemory } from '../log/open-log.ts';

/** The value of the option `files` that turns files off. */
const off = 'off';

/**
 * The folder of the files that people attach; undefined if the relay takes none. Without the option, it is in the data folder.
 * Relays on one Redis have separate data folders, and a relay in memory has none.
 */
export function filesFolder({
  files,
  data,
  redis,
}: {
  files?: string | undefined;
  data: string;
  redis?: string | undefined;
}): string | undefined {
  if (files === off) return undefined;
  if (files !== undefined) return files;
  return data === inMemory || redis !== undefined ? undefined : join(data, 'files');
}
