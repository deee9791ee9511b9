import { parse, textSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Filter } from './content-filter.ts';
import { type FoldedText, foldText } from './normalized-text.ts';
import { hasLink } from './links.ts';
import type { Target } from '../log/entry-types.ts';
import type { Permit, Receipt } from '../log/log.ts';
import { isGuest } from '../moderation/person.ts';
import type { Paced } from '../moderation/slow-mode.ts';
import { Refusal } from '../refusal.ts';
import type { Relayed } from '../context.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** How a request that writes is judged beside the right to it. A new one is a row here. */
interface WriteRule {
  /** The limit that counts it. */
  limit: 'sends' | 'changes';
  /** As what slow mode counts it, if it does. */
  pace?: Paced;
  /** Allowed whatever moderators have decreed: what one has said oneself, one may always take back. */
  isAlwaysAllowed?: boolean;
}

const writeRules = {
  send: { limit: 'sends', pace: 'send' },
  edit: { limit: 'changes', pace: 'edit' },
  delete: { limit: 'changes', isAlwaysAllowed: true },
  react: { limit: 'changes' },
} as const satisfies Record<string, WriteRule>;

type WriteAction = keyof typeof writeRules;

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
  const { log, rooms, guestRooms, queue, whereabouts, holdsLinks } = relayed;
  const { id: sender } = socket.data.person;
  const room = await rooms.joined(socket, name);
  const isKnown = await assertMayWrite(socket, relayed, { room: name, id }, 'send');
  const author = rooms.nameForMessage(socket, room, username);
  if (author === undefined) throw new Refusal('invalid', 'username is missing');
  if (!isKnown && reply) await assertTarget(relayed, name, reply);
  const folded = await screened(socket, relayed, name, text, isKnown);
  const message = folded.text;
  const draft = { type: 'message', id, sender, username: author, message, reply } as const;
  if (isKnown) return log.append(name, draft);
  const waits = holdsLinks && isGuest(socket.data.person) && hasLink(folded);
  const held = new Refusal('held', 'message: it waits for a moderator, since there is an address in it');
  return rooms.sendUnderName(socket, room, author, async ({ verified }) => {
    const append = (): Promise<Receipt> => log.append(name, { ...draft, verified });
    // What was let through meanwhile is not held again: it is a duplicate.
    if (await log.knows(name, sender, id)) return append();
    if (queue.holds(name, draft)) throw held;
    // Last: what is refused or held opens no room, and uses up none of the rooms that may be opened.
    if (!waits) await guestRooms.assertMayOpen(socket.data, room);
    const write = (): Promise<Receipt | void> =>
      waits ? queue.hold(name, draft, socket.data.address) : append();
    const receipt = await unhindered(socket, relayed, name, 'send', write);
    if (!receipt) throw held;
    whereabouts.hear(sender, name, author);
    if (receipt.seq === 1 && !receipt.duplicate) guestRooms.recordOpened(socket.data);
    return receipt;
  });
}

/**
 * Does it, unless something that moderators have decreed stands against it at that very moment: since it was asked, the
 * site may have looked at it for long.
 *
 * @throws {Refusal} `banned`, `locked`, `muted`, `rate_limited`
 */
export async function unhindered<T>(
  socket: RelaySocket,
  { permissions, moderation }: Relayed,
  room: string,
  action: WriteAction,
  write: () => Promise<T>,
): Promise<T> {
  const { data } = socket;
  const { pace }: WriteRule = writeRules[action];
  const stands = (isKeeper: boolean): Refusal | undefined =>
    moderation.hindrance(room, data, isKeeper) ??
    (isKeeper || !pace ? undefined : moderation.pause(room, data, pace));
  // Whom nothing hinders need not be asked about; and who looks after the room is, then, at this moment.
  const isKeeper = stands(false) !== undefined && (await permissions.keeps(data.person, room));
  const hindrance = stands(isKeeper);
  if (hindrance) throw hindrance;
  const takeBack = isKeeper || !pace ? () => {} : moderation.notePace(room, data, pace);
  // Nothing has come in between.
  return write().catch((error: unknown) => {
    takeBack();
    throw error;
  });
}

/** What stands at this moment against somebody's writing in a room, if something does. */
export async function hindranceTo(
  { data }: RelaySocket,
  { permissions, moderation }: Pick<Relayed, 'permissions' | 'moderation'>,
  room: string,
): Promise<Refusal | undefined> {
  // Whom nothing hinders need not be asked about.
  if (!moderation.hindrance(room, data, false)) return undefined;
  return moderation.hindrance(room, data, await permissions.keeps(data.person, room));
}

/**
 * @returns whether it is stored already: then it is answered alike for ever, whatever stands against it by now
 * @throws {Refusal} why somebody may not write in a room, or change what is written there, just now
 */
export async function assertMayWrite(
  socket: RelaySocket,
  relayed: Relayed,
  { room, id }: { room: string; id: string },
  action: WriteAction,
): Promise<boolean> {
  const { log, permissions, limits } = relayed;
  const { person, address } = socket.data;
  const { limit, isAlwaysAllowed }: WriteRule = writeRules[action];
  // First, so that the site is not asked without end.
  await limits.take(limit, { person: person.id, address }, { room });
  if (await log.knows(room, person.id, id)) return true;
  await permissions.assert(person, room, action);
  const hindrance = isAlwaysAllowed ? undefined : await hindranceTo(socket, relayed, room);
  if (hindrance) throw hindrance;
  // Last: who may not write uses up nothing of what all in the room share.
  await limits.take(limit, { room }, { person: person.id, address });
  return false;
}

/**
 * The text as the site would have it, folded once for all that look at it.
 *
 * @param isKnown whether it is stored already, and cannot be refused any more
 * @throws {Refusal} `invalid`, `blocked`, or what the site's filter says
 */
export async function screened(
  socket: RelaySocket,
  { filter, isUnwanted }: Relayed,
  room: string,
  text: string,
  isKnown: boolean,
): Promise<FoldedText> {
  const { id, username, roles } = socket.data.person;
  try {
    const asked = foldText(text);
    const message = filter ? await filtered(filter, text, { room, person: { id, username, roles } }) : text;
    const folded = message === text ? asked : foldText(textFrom(message));
    if (isUnwanted(folded)) throw new Refusal('blocked', 'message: it holds a word that is not wanted here');
    return folded;
  } catch (error) {
    if (isKnown && error instanceof Refusal) return { text, plain: text };
    throw error;
  }
}

async function filtered(filter: Filter, ...asked: Parameters<Filter>): Promise<string> {
  try {
    return await filter(...asked);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The hook's own bounds have logged why.
    throw new Refusal('unavailable', 'the site cannot look at the message at the moment', { retryAfter: 5 });
  }
}

/** What the site's filter gave. */
function textFrom(message: unknown): string {
  const parsed = parse(v.object({ message: textSchema }), { message });
  if (!parsed.ok) throw new TypeError(`filter gave no text: ${parsed.reason}`);
  return parsed.value.message;
}

/**
 * Judges by the message that something is about, before the text is looked at: that may take long, and the site may be asked.
 * The log judges once more in the moment of the change.
 *
 * @param permit whether the change may be made; without it, the message is only answered, and may be deleted
 * @throws {Refusal} `not_found`, or what the permit says
 */
export async function assertTarget(
  { log }: Pick<Relayed, 'log'>,
  room: string,
  target: Target,
  permit?: Permit,
): Promise<void> {
  const [original] = await log.messagesBefore(room, target.seq + 1, 1);
  const isThere = original?.seq === target.seq && original.id === target.id && !(permit && original.deleted);
  if (!isThere) throw new Refusal('not_found', `target: there is no such message at ${target.seq}`);
  permit?.(original, () => false);
}
