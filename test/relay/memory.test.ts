import { MemoryLog } from '../../relay/src/log/memory.ts';
import { logConformance } from './log-conformance.ts';

logConformance('in memory', async (t) => {
  const log = new MemoryLog();
  t.after(() => log.close());
  return log;
});
