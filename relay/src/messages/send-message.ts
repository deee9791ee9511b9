import type { AttachedFile } from '@realtime-chat/protocol';
import { filterText } from './filter-text.ts';
import { hasLink } from './links.ts';
import { assertMayWrite, assertTarget, withWriteCheck } from './write-check.ts';
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
  { room: name, id, message: text, files, username, reply }: OutgoingMessage,
): Promise<AppendResult> {
  const { log, rooms, guestRooms, queue, recentVisitors, holdGuestLinks } = context;
  const { id: sender } = socket.data.person;
  const room = await rooms.joined(socket, name);
  const isKnown = await assertMayWrite(socket, context, { room: name, id }, 'send');
  const author = rooms.nameForMessage(socket, room, username);
  if (files) throw new Refusal('files_off', 'files: this relay takes no files');
  if (author === undefined) throw new Refusal('invalid', 'username is missing');
  if (!isKnown && reply) await assertTarget(context, name, reply);
  const filtered = await filterText(socket, context, name, text, isKnown);
  const message = filtered.text;
  const draft = { type: 'message', id, sender, username: author, message, reply } as const;
  if (isKnown) return log.append(name, draft);
  const mustHold = holdGuestLinks && isGuest(socket.data.person) && hasLink(filtered);
  const held = (): Refusal =>
    new Refusal('held', 'message: it waits for a moderator, because it contains an address');
  return rooms.sendUnderName(socket, room, author, async ({ verified }) => {
    const append = (): Promise<AppendResult> => log.append(name, { ...draft, verified });
    const isStored = (): Promise<boolean> => log.knows(name, sender, id);
    // A moderator may have approved the message meanwhile. Then it is a duplicate, and is not held again.
    if (mustHold && (await isStored())) return append();
    try {
      if (queue.isHeld(name, draft)) throw held();
      // Last: a refused or held message opens no room, and uses up none of the rooms that guests may open.
      if (!mustHold) await guestRooms.assertMayOpen(socket.data, room);
      const write = (): Promise<AppendResult | void> =>
        mustHold ? queue.hold(name, draft, socket.data.address) : append();
      const result = await withWriteCheck(socket, context, name, 'send', write);
      if (!result) throw held();
      recentVisitors.recordName(sender, name, author);
      if (result.seq === 1 && !result.duplicate) guestRooms.recordOpened(socket.data);
      return result;
    } catch (error) {
      // Another request may have sent it meanwhile. This is seldom, so the store is asked only for a message that is refused.
      const isRefused = error instanceof Refusal && error.code !== 'unavailable';
      if (isRefused && (await isStored())) return append();
      throw error;
    }
  });
}
