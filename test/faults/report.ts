import type { Violation } from './checker.ts';

/** What a torment did, and what it broke. */
export interface Report {
  figures: Record<string, number>;
  violations: Violation[];
}

/** The violations as lines to read, not all of them if they are many. */
export function explained(violations: readonly Violation[]): string {
  const lines = violations.slice(0, 20).map(({ promise, about }) => `  ${promise}: ${about}`);
  if (violations.length > lines.length) lines.push(`  … and ${violations.length - lines.length} more`);
  return lines.join('\n');
}
