import type { TestContext } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { newFolder } from '../support/folder.ts';
import { changesConformance, logConformance } from './log-conformance.ts';
import { afterwards } from '../support/afterwards.ts';

logConformance('on the disk', open);
changesConformance('on the disk', open);

async function open(t: TestContext): Promise<RoomLog> {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  return log;
}
