import { MemoryLog } from '../../relay/src/log/memory.ts';
import { logConformance } from './log-conformance.ts';
import { afterwards } from '../support/afterwards.ts';

logConformance('in memory', async (t) => {
  const log = new MemoryLog();
  afterwards(t, () => log.close());
  return log;
});
