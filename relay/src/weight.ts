import type { Entry } from './log/log.ts';

/** About how many characters of JSON an entry makes. */
export function weightOf(entry: Entry): number {
  if (entry.type !== 'message' && entry.type !== 'edit') return 200;
  const reactions = entry.type === 'message' ? (entry.reactions ?? []) : [];
  return reactions.reduce(
    (sum, { people }) => sum + 50 + people.length * 100,
    200 + (entry.message?.length ?? 0),
  );
}
