import { serverName } from '@realtime-chat/protocol';
import unhomoglyph from 'unhomoglyph';

/**
 * What a name looks like: two that share one of these can be taken for each other. By Unicode's skeletons (UTS 39), which
 * know letters that look alike and not their case, so both ways of leaving the case out are needed: `AIice` is like
 * `Alice` before, and `ALICE` after.
 */
export function looksOf(name: string): string[] {
  const seen = name
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\s]/gu, '')
    .normalize('NFD');
  const lower = (text: string): string => text.toUpperCase().toLowerCase();
  return [...new Set([lower(unhomoglyph(seen)), unhomoglyph(lower(seen))])];
}

const relayLooks = new Set(looksOf(serverName));

/** Whether a name looks like the relay's own. */
export function looksLikeServer(name: string): boolean {
  return looksOf(name).some((look) => relayLooks.has(look));
}
