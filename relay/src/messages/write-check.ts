import type { Message } from '@realtime-chat/protocol';
import type { RelayContext } from '../context.ts';
import type { Target } from '../log/entry-types.ts';
import type { Permit } from '../log/log.ts';
import type { SlowModeAction } from '../moderation/slow-mode.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** The checks of a request that writes, besides the permission. A new kind of request is a new row here. */
interface WriteRule {
  /** The rate limit that counts the request. */
  limit: 'sends' | 'changes';
  /** The kind of request for slow mode, if slow mode applies. */
  slowMode?: SlowModeAction;
  /** Allowed under all restrictions of the room: people may always delete their own messages. */
  isAlwaysAllowed?: boolean;
}

const writeRules = {
  send: { limit: 'sends', slowMode: 'send' },
  edit: { limit: 'changes', slowMode: 'edit' },
  delete: { limit: 'changes', isAlwaysAllowed: true },
  react: { limit: 'changes' },
} as const satisfies Record<string, WriteRule>;

type WriteAction = keyof typeof writeRules;

/**
 * Writes, unless a restriction of the room forbids it at this very moment. The earlier check is not enough: since then,
 * the site's filter may have taken long, and a moderator may have acted.
 *
 * @throws {Refusal} `banned`, `locked`, `muted`, `rate_limited`
 */
export async function withWriteCheck<T>(
  socket: RelaySocket,
  { permissions, moderation }: RelayContext,
  room: string,
  action: WriteAction,
  write: () => Promise<T>,
): Promise<T> {
  const { data } = socket;
  const { slowMode }: WriteRule = writeRules[action];
  const turn = slowMode && (await moderation.takeTurn(room, data, slowMode));
  const refusalFor = (isModerator: boolean): Refusal | undefined =>
    moderation.writeBlockedBy(room, data, isModerator) ?? (isModerator ? undefined : turn?.refusal);
  // The site is asked only if a restriction applies. Whether the person is a moderator counts at this moment.
  try {
    const isModerator = refusalFor(false) !== undefined && (await permissions.canModerate(data.person, room));
    const refusal = refusalFor(isModerator);
    if (refusal) throw refusal;
    if (isModerator) turn?.undo();
    // No await between the check and the write.
    return await write();
  } catch (error) {
    turn?.undo();
    throw error;
  }
}

/** The restriction that forbids a visitor to write in a room at this moment, if there is one. */
export async function writeBlockedBy(
  { data }: RelaySocket,
  { permissions, moderation }: Pick<RelayContext, 'permissions' | 'moderation'>,
  room: string,
): Promise<Refusal | undefined> {
  // The site is asked only if a restriction applies.
  if (!moderation.writeBlockedBy(room, data, false)) return undefined;
  return moderation.writeBlockedBy(room, data, await permissions.canModerate(data.person, room));
}

/**
 * @returns whether the entry is stored already: then the answer is always the same, even if the request is forbidden by now
 * @throws {Refusal} the reason why the person may not do this in the room at the moment
 */
export async function assertMayWrite(
  socket: RelaySocket,
  context: RelayContext,
  { room, id }: { room: string; id: string },
  action: WriteAction,
): Promise<boolean> {
  const { log, permissions, limits } = context;
  const { person, address } = socket.data;
  const { limit, isAlwaysAllowed }: WriteRule = writeRules[action];
  // At the same time as the limits, since both may be a request to Redis. A refusal by a limit comes first.
  const known = log.knows(room, person.id, id);
  known.catch(() => {});
  // Before the permission, so that a flood of requests does not reach the site's hooks.
  await limits.take(limit, { person: person.id, address }, { room });
  if (await known) return true;
  await permissions.assert(person, room, action);
  const refusal = isAlwaysAllowed ? undefined : await writeBlockedBy(socket, context, room);
  if (refusal) throw refusal;
  // Last: a refused request uses up nothing of the room's limit, which all its members share.
  await limits.take(limit, { room }, { person: person.id, address });
  return false;
}

/** The message that a request refers to, if it is there. It may be deleted. */
export async function findTarget(
  { log }: Pick<RelayContext, 'log'>,
  room: string,
  { seq, id }: Target,
): Promise<Message | undefined> {
  const [original] = await log.messagesBefore(room, seq + 1, 1);
  return original?.seq === seq && original.id === id ? original : undefined;
}

/**
 * Checks the message that a request refers to, before the filter runs: the filter may take long, and may ask the site.
 * The log checks it again at the moment of the change.
 *
 * @param original as `findTarget` finds it
 * @param permit whether the change is allowed; absent for a reply, whose target may be deleted
 * @throws {Refusal} `not_found`, or the refusal of the permit
 */
export function assertTarget(original: Message | undefined, { seq }: Target, permit?: Permit): void {
  if (!original || (permit && original.deleted))
    throw new Refusal('not_found', `target: there is no such message at ${seq}`);
  permit?.(original, () => false);
}
