import { limits, type Member } from '@realtime-chat/protocol';

/**
 * Returns those authors of entries that have a picture. Pictures are presence, and not part of the log. A stored address would
 * outlive its file, and would move to other sites by `export`. A person who removes the picture removes it everywhere.
 * The price: after a restart, an author has initials until the next connection. Each answer has an author's picture once,
 * however many messages they wrote.
 *
 * @param pictureOf the present picture of a person
 */
export function authorsWithPicture(
  entries: readonly { sender: string }[],
  pictureOf: (personId: string) => string | undefined,
): { authors?: Member[] } {
  const authors: Member[] = [];
  for (const id of new Set(entries.map(({ sender }) => sender))) {
    const picture = pictureOf(id);
    if (picture !== undefined && authors.length < limits.members) authors.push({ id, picture });
  }
  return authors.length > 0 ? { authors } : {};
}
