import { limits, type Member } from '@realtime-chat/protocol';

/**
 * Those authors of entries that have a picture. Pictures are no part of the log: a person who removes theirs has removed it
 * everywhere. Each answer has an author's picture once, however many messages they wrote.
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

/** The member as frames name them that come often. Clients know the rest from the list of members. */
export function briefMember({ picture: _, moderator: __, ...member }: Member): Member {
  return member;
}
