import { formatCharacters } from '@realtime-chat/protocol';
import { serverNames } from './server-names.ts';
import { displayOrder } from './display-order.ts';
import { skeleton } from './skeleton.ts';

/**
 * The confusable skeletons of a name: two names that share one of them can be taken for each other. Each is a
 * bidirectional skeleton of UTS 39, one for each direction that the line around the name may have. Skeletons map letters
 * that look alike and not their case. So case is folded both before and after: `AIice` is like `Alice` before folding,
 * and like `ALICE` after it.
 */
export function confusableSkeletons(name: string): readonly string[] {
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
const cache = new Map<string, readonly string[]>();
const cacheSize = 2000;

function computeSkeletons(name: string): string[] {
  const normalized = name.normalize('NFKC');
  // Most names have the same display order in each direction, and computing a skeleton takes the most time.
  const byDisplayed = new Map<string, string[]>();
  const skeletons = (['ltr', 'rtl', 'auto'] as const).flatMap((direction) => {
    const displayed = displayOrder(normalized, direction).replace(formatOrSpace, '');
    const found = byDisplayed.get(displayed) ?? [lower(skeleton(displayed)), skeleton(lower(displayed))];
    byDisplayed.set(displayed, found);
    return found.map((each) => `${direction}:${each}`);
  });
  return [...new Set(skeletons)];
}

/** Spaces do not tell names apart either. */
const formatOrSpace = new RegExp(`${formatCharacters.source}|\\s`, 'gu');

function lower(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** In capitals too: some letters look alike only there, as Cyrillic В and Latin B. */
const serverSkeletons = new Set(
  serverNames.flatMap((name) => [name, name.toUpperCase()]).flatMap(confusableSkeletons),
);

/** Whether a name can be taken for the relay's own, in any language of the widget. */
export function resemblesServerName(name: string): boolean {
  return confusableSkeletons(name).some((each) => serverSkeletons.has(each));
}
