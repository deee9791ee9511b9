import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { readOrCreateSecret } from '../log/folder/secret-file.ts';

/* The secret of a webhook's signatures, in the format of https://www.standardwebhooks.com. */

const prefix = 'whsec_';

export const signingSecretSchema = v.pipe(
  v.string('must be a string'),
  v.check(isSecret, `must be ${prefix} and then 24 to 64 bytes as base64`),
);

/** The secret that the relay has generated itself. @param data the relay's data folder */
export async function signingSecret(data: string): Promise<string> {
  const path = join(data, 'webhook-secret');
  const secret = (await readOrCreateSecret(path, () => `${newSecret()}\n`)).toString('utf8').trim();
  if (!isSecret(secret)) throw new Error(`${path} is damaged. Delete it to get a new one.`);
  return secret;
}

function newSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64');
  return text === prefix + bytes.toString('base64') && bytes.length >= 24 && bytes.length <= 64;
}
