import { serverNames } from '@realtime-chat/protocol';
import { displayOrder } from './display-order.ts';
import { skeleton } from './skeleton.ts';

/**
 * The looks of a name: two names that share one of these can be taken for each other. Each is a bidirectional skeleton of
 * UTS 39, for each direction that the line around the name may have. The skeletons know letters that look alike and not
 * their case, so case is left out in both ways: `AIice` is like `Alice` before, and `ALICE` after.
 */
export function confusableSkeletons(name: string): readonly string[] {
  const looks = known.get(name) ?? computeLooks(name);
  // The name that was asked for last stands last.
  known.delete(name);
  known.set(name, looks);
  for (const [oldest] of known) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
  }
  return looks;
}

/** The looks of the names that were asked for lately: each message asks several times. */
const known = new Map<string, readonly string[]>();
const mostKnown = 2000;

function computeLooks(name: string): string[] {
  const seen = name.normalize('NFKC');
  // Most names are drawn in the same order in each direction, and to find a skeleton takes the most time.
  const byDrawn = new Map<string, string[]>();
  const looks = (['ltr', 'rtl', 'auto'] as const).flatMap((direction) => {
    const drawn = displayOrder(seen, direction).replace(notSeen, '');
    const skeletons = byDrawn.get(drawn) ?? [lower(skeleton(drawn)), skeleton(lower(drawn))];
    byDrawn.set(drawn, skeletons);
    return skeletons.map((look) => `${direction}:${look}`);
  });
  return [...new Set(looks)];
}

/** Spaces do not tell names apart either. */
const notSeen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u{1d159}\s]/gu;

function lower(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** In capitals too, since some letters are like others only there: Cyrillic В and Latin B. */
const relayLooks = new Set(
  serverNames.flatMap((name) => [name, name.toUpperCase()]).flatMap(confusableSkeletons),
);

/** Whether a name looks like the relay's own, in any language of the widget. */
export function resemblesServerName(name: string): boolean {
  return confusableSkeletons(name).some((look) => relayLooks.has(look));
}
