// Exports and imports rooms by the command, as text.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { Entry } from '../../relay/src/log/log.ts';
import { type Ended, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { draft } from './log-entries.ts';

export const cli = join(import.meta.dirname, '../../relay/lib/cli/main.js');

export function exportByCommand(data: string, room = 'lobby'): Promise<Ended> {
  return runCli(['export', '--data', data, '--room', room]);
}

export async function importByCommand(data: string, lines: string | Buffer, room = 'lobby'): Promise<Ended> {
  const child = spawn(process.execPath, [cli, 'import', '--data', data, '--room', room]);
  child.stdin.end(lines);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, stdout, stderr };
}

export const jsonl = (entries: readonly Entry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

/** What the store in the folder holds. */
export async function stored(data: string, room = 'lobby'): Promise<Entry[]> {
  const log = await LmdbLog.open(data);
  const entries = await log.entriesAfter(room, 0, 10_000);
  await log.close();
  return entries;
}

/** A folder whose lobby holds these messages. */
export async function newStore(t: TestContext, messages: readonly string[]): Promise<string> {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  for (const [index, message] of messages.entries()) {
    const username = index === 0 ? undefined : message;
    await log.append('lobby', draft(message, { id: `id-${index}`, username }));
  }
  await log.close();
  return data;
}
