import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { keptSecret } from '../log/secret-file.ts';

/* Signatures by which a receiver knows that the relay calls, as https://www.standardwebhooks.com has them. */

const prefix = 'whsec_';

export const signingSecretSchema = v.pipe(
  v.string('must be a string'),
  v.check(isSecret, `must be ${prefix} and then 24 to 64 bytes as base64`),
);

/** The signature of one call; `timestamp` in seconds since 1970. */
export type Sign = (id: string, timestamp: number, body: string) => string;

export function signer(secret: string): Sign {
  const key = keyOf(secret);
  return (id, timestamp, body) =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** The secret that the relay has made itself. @param data the relay's data folder */
export async function signingSecret(data: string): Promise<string> {
  const path = join(data, 'webhook-secret');
  const secret = (await keptSecret(path, () => `${newSecret()}\n`)).toString('utf8').trim();
  if (!isSecret(secret)) throw new Error(`${path} is damaged. Delete it to get a new one.`);
  return secret;
}

function newSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

function isSecret(text: string): boolean {
  const { length } = keyOf(text);
  return text === prefix + keyOf(text).toString('base64') && length >= 24 && length <= 64;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}
