import { formatCharacters } from '@realtime-chat/protocol';
import { displayOrder } from './display-order.ts';
import { skeleton } from './skeleton.ts';

/**
 * The confusable skeletons of a name: two names that share one of them in the same direction can be taken for each other.
 * Each is a bidirectional skeleton of UTS 39, for a direction that the line around the name may have. Skeletons map letters
 * that look alike and not their case. So case is folded both before and after: `AIice` is like `Alice` before folding,
 * and like `ALICE` after it.
 */
export interface Skeletons {
  /** What the name takes. Most names look the same in each direction, and take their skeletons for all of them. */
  taken: readonly string[];
  /** What nobody else may have taken. A name for all directions is like others that look the same in any one of them. */
  rivals: readonly string[];
}

export function confusableSkeletons(name: string): Skeletons {
  const skeletons = cache.get(name) ?? computeSkeletons(name);
  // Least recently used first.
  cache.delete(name);
  cache.set(name, skeletons);
  for (const [oldest] of cache) {
    if (cache.size <= cacheSize) break;
    cache.delete(oldest);
  }
  return skeletons;
}

/** The skeletons of recently used names: each message asks for them several times. */
const cache = new Map<string, Skeletons>();
const cacheSize = 2000;

function computeSkeletons(name: string): Skeletons {
  const normalized = name.normalize('NFKC');
  // Computing a skeleton takes the most time.
  const byDisplayed = new Map<string, string[]>();
  const byDirection = (['ltr', 'rtl', 'auto'] as const).flatMap((direction) => {
    const displayed = displayOrder(normalized, direction).replace(formatOrSpace, '');
    const found = byDisplayed.get(displayed) ?? [lower(skeleton(displayed)), skeleton(lower(displayed))];
    byDisplayed.set(displayed, found);
    return found.map((each) => `${direction} ${each}`);
  });
  const all = [...new Set([...byDisplayed.values()].flat())];
  // A skeleton has no spaces, so that none equals one with a direction.
  const inAny = all.map((each) => `any ${each}`);
  if (byDisplayed.size === 1) return { taken: all, rivals: [...all, ...inAny] };
  const inEach = [...new Set(byDirection)];
  return { taken: [...inEach, ...inAny], rivals: [...all, ...inEach] };
}

/** Spaces do not tell names apart either. */
const formatOrSpace = new RegExp(`${formatCharacters.source}|\\s`, 'gu');

function lower(text: string): string {
  return text.toUpperCase().toLowerCase();
}
