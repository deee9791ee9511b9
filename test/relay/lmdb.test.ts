import { LmdbLog } from '../../relay/src/log/lmdb.ts';
import { newFolder } from '../support/folder.ts';
import { logConformance } from './log-conformance.ts';
import { afterwards } from '../support/afterwards.ts';

logConformance('on the disk', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  return log;
});
