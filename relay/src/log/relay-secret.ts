import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateSecret, readSecret } from './folder/secret-file.ts';
import { inMemory } from './open-log.ts';
import { type SecretsPlace, type SharedStore, storedSecret } from './stored-secret.ts';

/** The bytes of a secret. */
const length = 32;

/** What a secret is called in the data folder, and in a store that relays share. */
export interface SecretName {
  file: string;
  name: string;
}

/**
 * A secret by which relays sign: in the data folder, or in the store that they share. With a store in memory, it is lost when the
 * process ends.
 */
export async function relaySecret(
  { data, shared }: SecretsPlace,
  { file, name }: SecretName,
): Promise<Uint8Array> {
  const path = data === inMemory ? undefined : join(data, file);
  return shared ? sharedSecret(shared, name, path) : ownSecret(path);
}

async function ownSecret(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined) return randomBytes(length);
  const secret = await readOrCreateSecret(path, () => randomBytes(length));
  assertSecret(secret, path);
  return secret;
}

/** A secret in the data folder is the first one of all relays: what it has signed stays valid when a relay moves to Redis. */
async function sharedSecret(
  shared: SharedStore,
  name: string,
  path: string | undefined,
): Promise<Uint8Array> {
  const found = path === undefined ? undefined : await readSecret(path);
  if (found && path !== undefined) assertSecret(found, path);
  const first = found ?? randomBytes(length);
  const stored = await storedSecret(shared, name, first.toString('base64'));
  const secret = Buffer.from(typeof stored === 'string' ? stored : '', 'base64');
  assertSecret(secret, `The secret of the ${name} in Redis`);
  return secret;
}

function assertSecret(secret: Uint8Array, place: string): void {
  if (secret.length !== length)
    throw new Error(`${place} is damaged: it must hold ${length} bytes. Delete it to get a new one.`);
}
