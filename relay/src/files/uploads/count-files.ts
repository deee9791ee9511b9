import type { Logger } from '../../logger.ts';
import type { FileRecord } from '../file-record.ts';
import type { FileRecords } from '../file-records.ts';
import type { FileUsage } from '../file-usage.ts';
import type { OpenUploads } from './open-uploads.ts';

interface Counted {
  records: Pick<FileRecords, 'all'>;
  usage: FileUsage;
  logger: Logger;
}

/** Counts the files that earlier runs have stored, since limits hold for them too. Never rejects. */
export async function countFiles(
  { records, usage, logger }: Counted,
  isClosed: () => boolean,
): Promise<void> {
  try {
    for await (const [, record] of records.all()) {
      if (isClosed()) return;
      usage.add(record, record.created);
    }
  } catch (err) {
    logFailure(logger, err);
  }
}

/** Counts all files anew, since other relays may have added and removed some. Never rejects. */
export async function recountFiles({
  records,
  usage,
  open,
  logger,
}: Counted & { open: OpenUploads }): Promise<void> {
  const underWay = open.all.map(({ upload }) => upload);
  try {
    await usage.recount(recordsOf(records), underWay);
  } catch (err) {
    logFailure(logger, err);
  }
}

async function* recordsOf(records: Pick<FileRecords, 'all'>): AsyncGenerator<FileRecord> {
  for await (const [, record] of records.all()) yield record;
}

function logFailure(logger: Logger, err: unknown): void {
  logger.error({ code: 'files_not_counted', err }, 'the limits of files do not count all files');
}
