import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { afterwards } from './afterwards.ts';
import { endWithThisProcess } from './end-with-this-process.mjs';

/** Has every commit of others hang. @returns how to end that */
export async function holdStore(t: TestContext, folder: string): Promise<() => void> {
  const holder = fork(join(import.meta.dirname, 'store-holder.mjs'), [folder]);
  endWithThisProcess(holder);
  afterwards(t, () => holder.kill('SIGKILL'));
  await Promise.race([
    once(holder, 'message'),
    once(holder, 'exit').then(() => assert.fail('The holder of the store has ended')),
  ]);
  return () => void holder.send('release');
}
