import type { TestContext } from 'node:test';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { changesConformance, logConformance } from './log-conformance.ts';
import { afterwards } from '../support/afterwards.ts';

logConformance('in memory', open);
changesConformance('in memory', open);

async function open(t: TestContext): Promise<RoomLog> {
  const log = new MemoryLog();
  afterwards(t, () => log.close());
  return log;
}
