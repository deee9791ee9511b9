import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterwards, type Scope } from './afterwards.ts';

/** An empty folder on the disk, gone after the test. */
export async function newFolder(t: Scope): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'realtime-chat-'));
  afterwards(t, () => rm(folder, { recursive: true, force: true }));
  return folder;
}
