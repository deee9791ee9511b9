import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileAccessSchema } from '@realtime-chat/protocol';
import { kind } from '../../relay/src/files/file-record.ts';
import { looseKind, removalsKind, usesKind } from '../../relay/src/files/removal/blob-uses.ts';
import { placesKind } from '../../relay/src/files/removal/file-places.ts';
import { openLog } from '../../relay/src/log/open-log.ts';
import { get } from '../support/http.ts';
import { blobsIn } from '../support/uploads.ts';
import type { FaultFile, LeftFiles, Reading } from './file-checker.ts';
import { asStranger, parsed } from './fresh-reader.ts';

/** The kinds of records about files. */
const kinds = [kind, usesKind, placesKind, removalsKind, looseKind];

/** Reads files by the addresses that readers have. */
export async function readFiles(
  relayUrl: string,
  room: string,
  files: readonly FaultFile[],
): Promise<Map<string, Reading>> {
  return asStranger(relayUrl, {}, async (ask) => {
    await ask('join', { room });
    const { url, key } = parsed(fileAccessSchema, await ask('files', { room }));
    const readings = new Map<string, Reading>();
    for (const { id, name, hash, size } of files) {
      const { status, body } = await get(relayUrl, `/${url}${id}/${name}?key=${key}`);
      const isWhole = body.length === size && createHash('sha256').update(body).digest('hex') === hash;
      readings.set(id, status === 404 ? 'absent' : isWhole ? 'whole' : 'other bytes');
    }
    return readings;
  });
}

/**
 * Puts a blob that the relay has to remove behind all others, while no relay runs.
 *
 * @returns whether a sweep has come to its end since then
 */
export async function markEndOfSweep(data: string): Promise<() => boolean> {
  const hash = 'f'.repeat(64);
  const path = join(data, 'files', hash.slice(0, 2), hash.slice(2));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'the last one');
  const log = await openLog({ data });
  await log.putMeta(looseKind, hash, { by: 'the checker' });
  await log.close();
  return () => !existsSync(path);
}

/** What a relay that has stopped has left of files in its folder. */
export async function leftFiles(data: string): Promise<LeftFiles> {
  const folder = join(data, 'files');
  const blobs = await blobsIn(folder);
  const log = await openLog({ data });
  try {
    const records: string[] = [];
    for (const each of kinds) {
      for (let after = ''; ;) {
        const page = await log.metaAfter(each, after, 500);
        // The id of a file is the last part of each key.
        records.push(...page.map(([key]) => /[^\n/]*$/.exec(key)?.[0] ?? key));
        if (page.length < 500) break;
        after = page.at(-1)?.[0] ?? after;
      }
    }
    return { blobs, staged: await readdir(join(folder, 'uploads')), records };
  } finally {
    await log.close();
  }
}
