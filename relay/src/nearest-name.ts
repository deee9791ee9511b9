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

/** Damerau-Levenshtein distance (optimal string alignment): a swap of two neighbours is one change. */
function distance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}
