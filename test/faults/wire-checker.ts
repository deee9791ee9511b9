import type { Violation } from './checker.ts';

/** What one connection was told of a room, in the order in which it was told. */
export type Told =
  | { event: 'joined'; epoch: string; head: number; since?: number; entries?: readonly number[] }
  | { event: 'entries'; epoch: string; entries: readonly number[] };

/**
 * Holds what came over one connection against the wire contract: live entries follow the join's answer, and
 * one another, without a gap. A client would mend a gap by itself, so only the wire shows it.
 */
export function checkWire(who: string, told: readonly Told[]): Violation[] {
  const violations: Violation[] = [];
  const complain = (about: string): void => {
    violations.push({ promise: 'contiguous', about: `${who} was told ${about}` });
  };
  let place: { epoch: string; head: number } | undefined;
  for (const words of told) {
    const { event, epoch, entries = [] } = words;
    const first = entries[0];
    if (entries.some((seq, index) => index > 0 && seq !== (entries[index - 1] ?? 0) + 1)) {
      complain(`entries that do not follow each other: ${entries.join(' ')}`);
    }
    if (event === 'joined') {
      const { since, head } = words;
      if (since !== undefined && first !== undefined && first !== since + 1) {
        complain(`${first} as the first after ${since}`);
      }
      place = { epoch, head };
    } else if (!place) {
      complain(`${first} before it was in`);
    } else if (epoch !== place.epoch) {
      complain(`${first} of another log than the one that it joined`);
    } else {
      if (first !== undefined && first > place.head + 1) complain(`${first} right after ${place.head}`);
      place = { epoch, head: Math.max(place.head, entries.at(-1) ?? 0) };
    }
  }
  return violations;
}
