import { distance } from 'fastest-levenshtein';

/** More changes than this make another word rather than a mistyped one. */
const mostChanges = 3;

/** At least this share of the letters has to be right: `x` is no mistyped `on`. */
const leastAlike = 0.5;

/** The known name that a mistyped one probably stands for, if there is one. */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = mostChanges + 1;
  for (const name of known) {
    // The lengths alone tell that so many letters are missing. So a long name costs nothing.
    if (Math.abs(name.length - given.length) >= fewest) continue;
    const changes = distance(given.toLowerCase(), name.toLowerCase());
    const length = Math.max(given.length, name.length);
    if (changes < fewest && 1 - changes / length >= leastAlike) [nearest, fewest] = [name, changes];
  }
  return nearest;
}

/** A sentence to put behind an error about a name that is not known; empty where no known name is near. */
export function suggestion(given: string, known: Iterable<string>): string {
  const nearest = nearestName(given, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}
