// A reporter for node:test that writes one line of JSON: how many tests passed and were skipped, and which failed.
import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* countingReporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failures = [];
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    // Node 20 reports a file that holds no tests as a test named for its path. A test's name may begin with a slash too.
    const isFile = data.nesting === 0 && isAbsolute(data.name) && existsSync(data.name);
    if (type === 'test:pass' && isFile) continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      failures.push(`${data.name} (${relative('.', data.file ?? '')})`);
    }
  }
  yield JSON.stringify({ ...counts, failures });
}
