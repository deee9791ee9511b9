import type { KeepRule } from '../log/retention/retention.ts';
import { matchesPattern } from '../moderation/room-pattern.ts';

/** A number for all rooms, or numbers by patterns of their names. */
export type Keep = number | Readonly<Record<string, number>>;

/** Finds the number of a room: that of the longest pattern that fits its name, and of several such patterns the least. */
export function keepRule(keep: Keep | undefined): KeepRule | undefined {
  if (keep === undefined) return undefined;
  if (typeof keep === 'number') return () => keep;
  const rules = Object.entries(keep).toSorted(
    ([one, least], [other, next]) => other.length - one.length || least - next,
  );
  return (room) => rules.find(([pattern]) => matchesPattern(pattern, room))?.[1];
}

/** For the operator: `365`, or `support-*=30, *=365`. */
export function keepText(keep: Keep): string {
  if (typeof keep === 'number') return String(keep);
  return Object.entries(keep)
    .map(([pattern, number]) => `${pattern}=${number}`)
    .join(', ');
}
