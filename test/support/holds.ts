import assert from 'node:assert/strict';

/** That something has these fields, whatever else it has. */
export function holds(actual: object | undefined, expected: Record<string, unknown>): void {
  const found = Object.fromEntries(Object.entries(actual ?? {}).filter(([key]) => key in expected));
  assert.deepEqual(found, expected);
}
