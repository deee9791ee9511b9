import { LmdbLog } from '../../relay/src/log/lmdb.ts';
import { newFolder } from '../support/folder.ts';
import { logConformance } from './log-conformance.ts';

logConformance('on the disk', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  t.after(() => log.close());
  return log;
});
