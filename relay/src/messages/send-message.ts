import type { AttachedFile, ChatFile } from '@realtime-chat/protocol';
import { asKnown, checkFiles, takeFiles } from './attached-files.ts';
import { filterText } from './filter-text.ts';
import { hasLink } from './links.ts';
import type { NormalizedText } from './normalized-text.ts';
import { assertMayWrite, assertTarget, findTarget, withWriteCheck } from './write-check.ts';
import type { RelayContext } from '../context.ts';
import type { Target } from '../log/entry-types.ts';
import type { AppendResult } from '../log/log.ts';
import { isGuest } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

interface OutgoingMessage {
  room: string;
  id: string;
  message: string;
  files?: readonly AttachedFile[] | undefined;
  /** The name to send under. Without it, the sender keeps the current name. */
  username?: string | undefined;
  reply?: Target | undefined;
}

/**
 * Sends a message to a room, after all checks.
 *
 * @throws {Refusal} the reason why the message cannot be sent
 */
export async function sendMessage(
  socket: RelaySocket,
  context: RelayContext,
  { room: name, id, message: text, files: attached, username, reply }: OutgoingMessage,
): Promise<AppendResult> {
  const { log, rooms, guestRooms, queue, recentVisitors } = context;
  const { id: sender } = socket.data.person;
  const room = await rooms.joined(socket, name);
  const isKnown = await assertMayWrite(socket, context, { room: name, id }, 'send');
  const author = rooms.nameForMessage(socket, room, username);
  if (author === undefined) throw new Refusal('invalid', 'username is missing');
  const place = { room: name, sender, id };
  if (isKnown) {
    const filtered = await filterText(socket, context, name, { text }, isKnown);
    const files = attached && asKnown(attached);
    const draft = { type: 'message', id, sender, username: author, message: filtered.text } as const;
    return log.append(name, { ...draft, files, reply });
  }
  if (reply) assertTarget(await findTarget(context, name, reply), reply);
  const files = attached && (await checkFiles(socket, context, place, attached));
  const filtered = await filterText(socket, context, name, { text, files }, isKnown);
  const message = filtered.text;
  const draft = { type: 'message', id, sender, username: author, message, files, reply } as const;
  const held = heldFor(socket, context, { text: filtered, files });
  const refusedAsHeld = (): Refusal => held ?? new Refusal('held', 'message: it waits for a moderator');
  return rooms.sendUnderName(socket, room, author, async ({ verified }) => {
    const append = (): Promise<AppendResult> => log.append(name, { ...draft, verified });
    const isStored = (): Promise<boolean> => log.knows(name, sender, id);
    // A moderator may have approved the message meanwhile. Then it is a duplicate, and is not held again.
    if (held && (await isStored())) return append();
    const giveBack = await takeFiles(context, place, files);
    try {
      if (queue.isHeld(name, draft)) throw refusedAsHeld();
      // Last: a refused or held message opens no room, and uses up none of the rooms that guests may open.
      if (!held) await guestRooms.assertMayOpen(socket.data, room);
      const write = (): Promise<AppendResult | void> =>
        held ? queue.hold(name, draft, socket.data.address) : append();
      const result = await withWriteCheck(socket, context, name, 'send', write);
      if (!result) throw refusedAsHeld();
      recentVisitors.recordName(sender, name, author);
      if (result.seq === 1 && !result.duplicate) guestRooms.recordOpened(socket.data);
      return result;
    } catch (error) {
      // Another request may have sent it meanwhile. This is seldom, so the store is asked only for a message that is refused.
      const isRefused = error instanceof Refusal && error.code !== 'unavailable';
      if (isRefused && (await isStored())) return append();
      if (isRefused && error.code !== 'held') await giveBack().catch(() => {});
      throw error;
    }
  });
}

/** The refusal of a message that waits for a moderator; undefined if it need not wait. */
function heldFor(
  socket: RelaySocket,
  { holdGuestLinks, holdGuestFiles }: RelayContext,
  { text, files }: { text: NormalizedText; files: readonly ChatFile[] | undefined },
): Refusal | undefined {
  if (!isGuest(socket.data.person)) return undefined;
  // The name of a file is no link in any client, and its ending often looks like one.
  const mayLink = [text, ...(files ?? []).flatMap(({ alt }) => alt ?? [])];
  if (holdGuestLinks && mayLink.some(hasLink))
    return new Refusal('held', 'message: it waits for a moderator, because it contains an address');
  if (holdGuestFiles && files)
    return new Refusal('held', 'message: it waits for a moderator, because it has files');
  return undefined;
}
