import { describe, test, type TestContext } from 'node:test';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { appending } from './log-appending.ts';
import { changeChecks } from './log-change-checks.ts';
import { changes } from './log-changes.ts';
import { forgottenChanges } from './log-changes-forgotten.ts';
import { erasing } from './log-erasing.ts';
import { forgetting } from './log-forgetting.ts';
import { rooms } from './log-rooms.ts';

/** Gives an empty log, and closes it after the test. */
type Open = (t: TestContext) => Promise<RoomLog>;

/** What each store promises, where nobody changes a message. */
export function logConformance(name: string, open: Open): void {
  keepsPromises(name, open, { ...appending, ...forgetting, ...rooms });
}

/** What each store promises of changes; everything else as without them. */
export function changesConformance(name: string, open: Open): void {
  const promises = { ...changes, ...changeChecks, ...forgottenChanges, ...erasing };
  keepsPromises(`${name}, where messages change,`, open, promises);
}

function keepsPromises(name: string, open: Open, promises: typeof appending): void {
  void describe(`a log ${name}`, () => {
    for (const [promise, keeps] of Object.entries(promises)) {
      void test(promise, async (t) => keeps(await open(t), t));
    }
  });
}
