import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secrets of relays under the kind of `storedSecret`, by their name in a shared store, as text. */
export type Secrets = ReadonlyMap<string, string>;

/** A file of bytes, whose text is base64. */
const ofBytes = {
  textOf: (bytes: Buffer) => bytes.toString('base64'),
  bytesOf: (text: string) => Buffer.from(text, 'base64'),
};

/** The files of the same secrets in a data folder. */
const files = [
  { name: 'sessions', file: 'secret', ...ofBytes },
  { name: 'files', file: 'files-secret', ...ofBytes },
  {
    name: 'webhook',
    file: 'webhook-secret',
    textOf: (bytes: Buffer) => bytes.toString('utf8').trim(),
    bytesOf: (text: string) => Buffer.from(`${text}\n`),
  },
];

export async function readSecrets(folder: string): Promise<Secrets> {
  const found = new Map<string, string>();
  for (const { name, file, textOf } of files) {
    const path = join(folder, file);
    if (existsSync(path)) found.set(name, textOf(await readFile(path)));
  }
  return found;
}

/** Replaces the files of the secrets, each in one step. Others stay. */
export async function writeSecrets(folder: string, secrets: Secrets): Promise<void> {
  for (const { name, file, bytesOf } of files) {
    const text = secrets.get(name);
    if (text === undefined) continue;
    const draft = join(folder, `${file}.${randomBytes(6).toString('hex')}`);
    await writeFile(draft, bytesOf(text), { flag: 'wx', mode: 0o600, flush: true });
    await rename(draft, join(folder, file));
  }
}
