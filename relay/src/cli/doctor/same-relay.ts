import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { lockOwner } from '../../log/folder/folder-lock.ts';
import { inMemory } from '../../log/open-log.ts';
import type { Options } from '../../options.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Whether the relay at the URL can be the one whose folder and options were checked. It tells neither of them. */
export async function sameRelay({ href }: URL, { data, redis }: Options): Promise<Finding> {
  const unknown = 'Whether its options are those that were given here is not visible from outside.';
  // Relays on Redis do not lock their folder.
  if (data === inMemory || redis !== undefined) return ok('same relay', unknown);
  const folder = resolve(data);
  const owner = existsSync(folder) ? await lockOwner(folder) : undefined;
  if (owner?.purpose === 'relay') return ok('same relay', `A relay has ${folder} open. ${unknown}`);
  return warn(
    'same relay',
    `No relay has ${folder} open, so the one at ${href} is another: its folder and its options were not checked.`,
    'run doctor on its machine, by its account, with its flags and variables',
  );
}
