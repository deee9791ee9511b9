import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from './client.ts';

/** A script that runs inside Redis. Its file has its keys and arguments at the top. */
export interface Script {
  text: string;
  sha: string;
}

function load(name: string): Script {
  const text = readFileSync(new URL(`../scripts/${name}.lua`, import.meta.url), 'utf8');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

export const scripts = {
  append: load('append'),
  bring: load('bring'),
  forget: load('forget'),
  forgetIds: load('forget-ids'),
  note: load('note'),
  register: load('register'),
  alive: load('alive'),
  slow: load('slow'),
  slowUndo: load('slow-undo'),
  lease: load('lease'),
  release: load('release'),
  epoch: load('epoch'),
  presence: load('presence'),
  people: load('people'),
  takeRates: load('take-rates'),
} as const;

/** Runs a script. Redis forgets scripts at a restart; then it gets the whole text. */
export async function run(
  client: Client,
  { sha, text }: Script,
  keys: readonly string[],
  values: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...values);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(text, keys.length, ...keys, ...values);
  }
}
