import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/** Reads the secret in a file of the data folder, or creates it. Only the file's owner can read it. */
export async function readOrCreateSecret(path: string, make: () => string | Uint8Array): Promise<Buffer> {
  try {
    if (!existsSync(path)) await keep(path, make());
    return await readFile(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Reads the secret in a file of the data folder, if there is one. */
export async function readSecret(path: string): Promise<Buffer | undefined> {
  try {
    return existsSync(path) ? await readFile(path) : undefined;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Cannot use the secret file ${path}: ${reason}`, { cause });
}

/** Writes the file completely or not at all, even if the power fails. A file that another process has created stays. */
async function keep(path: string, secret: string | Uint8Array): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, secret, { flag: 'wx', mode: 0o600, flush: true });
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
