import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { readOrCreateSecret, readSecret } from '../log/folder/secret-file.ts';
import { inMemory } from '../log/open-log.ts';
import { type SecretsPlace, type SharedStore, storedSecret } from '../log/stored-secret.ts';

/* The secret of a webhook's signatures, in the format of https://www.standardwebhooks.com. */

const prefix = 'whsec_';

export const signingSecretSchema = v.pipe(
  v.string('must be a string'),
  v.check(isSecret, `must be ${prefix} and then 24 to 64 bytes as base64`),
);

/**
 * The secret that the relay has generated itself. It is in the data folder, or in the store that relays share, which all sign
 * by it.
 */
export async function signingSecret({ data, shared }: SecretsPlace): Promise<string> {
  const path = join(data, 'webhook-secret');
  if (shared) return sharedSecret(shared, data === inMemory ? undefined : path);
  const secret = textOf(await readOrCreateSecret(path, () => `${newSecret()}\n`));
  assertSecret(secret, path);
  return secret;
}

/** A secret in the data folder is the first one of all relays: receivers know it already. */
async function sharedSecret(shared: SharedStore, path: string | undefined): Promise<string> {
  const file = path === undefined ? undefined : await readSecret(path);
  const first = file ? textOf(file) : newSecret();
  if (path !== undefined) assertSecret(first, path);
  const stored = await storedSecret(shared, 'webhook', first);
  const secret = typeof stored === 'string' ? stored : '';
  assertSecret(secret, 'The secret of the webhook in Redis');
  return secret;
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').trim();
}

function assertSecret(secret: string, place: string): void {
  if (!isSecret(secret)) throw new Error(`${place} is damaged. Delete it to get a new one.`);
}

function newSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64');
  return text === prefix + bytes.toString('base64') && bytes.length >= 24 && bytes.length <= 64;
}
