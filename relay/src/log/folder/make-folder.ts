import { existsSync } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from './error-code.ts';

/**
 * Creates the data folder for its owner alone, if it is missing. Its parent folders must exist: creating them would hide a
 * mistyped path.
 *
 * @throws {Error} if the folder cannot be made or written to; the message is a sentence for the operator
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new Error(folderProblem(error, path, 'made'), { cause: error });
  }
  if (!(await stat(path)).isDirectory()) throw new Error('it is not a folder');
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    throw new Error(folderProblem(error, path, 'written to'), { cause: error });
  }
}

/** Why a folder cannot be made or written to, as a sentence whose subject is "it". */
export function folderProblem(error: unknown, path: string, deed: 'made' | 'written to'): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return `there is no folder ${firstMissing(dirname(resolve(path)))} to make it in`;
    case 'ENOTDIR':
      return `${dirname(resolve(path))} is not a folder`;
    case 'EACCES':
    case 'EPERM':
      return `it may not be ${deed} by this account`;
    case 'EROFS':
      return `it cannot be ${deed}: its disk is read-only`;
    case 'ENOSPC':
      return `it cannot be ${deed}: the disk is full`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** The outermost missing folder of a path. The root always exists. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? path : firstMissing(parent);
}
