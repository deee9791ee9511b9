import { parse, textSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { hasLink } from './links.ts';
import type { Receipt, Target } from './log/log.ts';
import { isGuest } from './person.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

/** What somebody wants to say. */
interface Words {
  room: string;
  id: string;
  message: string;
  /** Under which name; the one they go by, where it is absent. */
  username?: string | undefined;
  reply?: Target | undefined;
}

/**
 * Says something in a room, if all that may stand against it lets it through.
 *
 * @throws {Refusal} why it cannot be said
 */
export async function say(
  socket: RelaySocket,
  relayed: Relayed,
  { room: name, id, message: text, username, reply }: Words,
): Promise<Receipt> {
  const { log, rooms, moderation, queue, holdsLinks } = relayed;
  const { id: sender } = socket.data.person;
  const room = await rooms.joined(socket, name);
  await assertMayWrite(socket, relayed, name, 'send');
  await moderation.pace(name, socket.data.person);
  const author = username ?? room.member(socket.id)?.username;
  if (author === undefined) throw new Refusal('invalid', 'username is missing');
  const message = await filtered(socket, relayed, name, text);
  const draft = { type: 'message', id, sender, username: author, message, reply } as const;
  return rooms.speak(socket, room, author, async ({ verified }) => {
    const held = new Refusal('held', 'message: it waits for a moderator, since there is an address in it');
    // What was let through meanwhile is not held again: it is a duplicate.
    if (await log.knows(name, sender, id)) return log.append(name, { ...draft, verified });
    if (queue.holds(name, draft)) throw held;
    if (holdsLinks && isGuest(socket.data.person) && hasLink(message)) {
      await queue.hold(name, draft);
      throw held;
    }
    return log.append(name, { ...draft, verified });
  });
}

/** @throws {Refusal} why somebody may not write in a room, or change what is written there, just now */
export async function assertMayWrite(
  socket: RelaySocket,
  { permissions, moderation, limits }: Relayed,
  room: string,
  action: 'send' | 'edit' | 'delete' | 'react',
): Promise<void> {
  const { person, address } = socket.data;
  await permissions.assert(person, room, action);
  // What one has said oneself, one may always take back.
  if (action !== 'delete') moderation.assertMayWrite(room, person);
  await limits.take(action === 'send' ? 'sends' : 'changes', { person: person.id, address, room });
}

/** The text as the site would have it. */
export async function filtered(
  socket: RelaySocket,
  { filter }: Relayed,
  room: string,
  text: string,
): Promise<string> {
  if (!filter) return text;
  const { id, username, roles } = socket.data.person;
  const parsed = parse(v.object({ message: textSchema }), {
    message: await filter(text, { room, person: { id, username, roles } }),
  });
  if (!parsed.ok) throw new TypeError(`filter gave no text: ${parsed.reason}`);
  return parsed.value.message;
}
