import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { afterwards } from './afterwards.ts';

/** An empty folder on the disk, gone after the test. */
export async function newFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'realtime-chat-'));
  afterwards(t, () => rm(folder, { recursive: true, force: true }));
  return folder;
}
