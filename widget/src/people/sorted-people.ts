import type { Member } from '@realtime-chat/protocol';

/** The reader first, then the others by name in the order of the language, and those without a name last. */
export function sortedPeople(
  members: readonly Member[],
  me: string | undefined,
  language: string,
): readonly Member[] {
  const { compare } = new Intl.Collator(language);
  const rank = ({ id, username }: Member): number => (id === me ? 0 : username === undefined ? 2 : 1);
  return [...members].sort((a, b) => rank(a) - rank(b) || compare(a.username ?? '', b.username ?? ''));
}
