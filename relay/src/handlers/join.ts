import { type Joined, joinSchema, leaveSchema, type Output } from '@realtime-chat/protocol';
import { handleRequest, type Handlers } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { KeyedMutex } from '../limits/keyed-mutex.ts';
import type { Visitor } from '../moderation/person.ts';
import { mutedUntil, type Restrictions } from '../moderation/restrictions.ts';
import { authorsWithPicture } from '../rooms/presence/pictures.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Joining and leaving rooms. */
export function joinHandlers({
  sessions,
  rooms,
  limits,
  pendingRequests,
  permissions,
  moderation,
  queue,
  recentVisitors,
  transfer,
  greeting,
  editWindow,
  logger,
}: RelayContext): Handlers {
  const mutex = new KeyedMutex();
  /** Runs one join or leave at a time for each socket and room: a `leave` that directly follows a `join` must not overtake it. */
  const inTurn = async (socket: RelaySocket, room: string, act: () => Promise<void>): Promise<void> => {
    const finish = pendingRequests.begin(socket.id, socket.data.address);
    try {
      await mutex.run(`${socket.id} ${room}`, act);
    } finally {
      finish();
    }
  };

  const join = async (
    socket: RelaySocket,
    { room: name, username, since }: Output<typeof joinSchema>,
    reply: (joined: Joined) => void,
  ): Promise<void> => {
    const {
      guestId = '',
      since: sessionSince,
      address,
      person: { id },
    } = socket.data;
    await limits.take('joins', { person: id, address }, { room: name });
    const session = await sessions.issue({ id: guestId, since: sessionSince });
    const isNamed = rooms.asksForOwnName(socket, username);
    // At the same time as the other permissions. A site that cannot answer has no files at the moment, and the join goes on.
    const attaching = transfer ? permissions.allows(socket.data.person, name, 'attach') : undefined;
    const mayAttach = attaching?.catch(() => false);
    const { isModerator, mayWrite } = await permissions.assertMayJoin(socket.data.person, name, isNamed);
    const attach = mayWrite && (await mayAttach) === true;
    // Nothing is awaited between this check and the registration in the room: a later ban finds the socket in the room.
    moderation.assertNotBanned(name, socket.data, isModerator);
    // Called at the moment of the join. All members see a name, so a person who may not write cannot choose one.
    const readOnly = (): { username: string | undefined } | undefined =>
      (mayWrite || !isNamed) && !moderation.writeBlockedBy(name, socket.data, isModerator)
        ? undefined
        : { username: moderation.knownName(name, id, recentVisitors.nameIn(name, id)) };
    await rooms.join(socket, name, { username, readOnly }, since, (missed, room) => {
      const { count, members } = room.presence.list;
      const { roles } = socket.data.person;
      if (isModerator) rooms.addModerator(socket, name);
      rooms.setReadOnly(socket, name, !mayWrite);
      reply({
        ...missed,
        ...authorsWithPicture(
          'entries' in missed ? missed.entries : missed.messages,
          recentVisitors.pictureOf,
        ),
        count,
        members,
        me: {
          ...room.presence.get(socket.id),
          id,
          session,
          ...(roles.length > 0 && { roles: [...roles] }),
          ...(rooms.mayRename(socket) && { mayRename: true }),
        },
        editWindow,
        ...(!mayWrite && { readOnly: true }),
        ...(isModerator && { queue: queue.count(name) }),
        ...restrictionsFor(socket.data, isModerator, moderation.restrictions(name)),
        ...(transfer && { files: transfer.access(name, attach) }),
        ...(!since && greeting && { greeting }),
        time: Date.now(),
      });
    });
  };

  return {
    join: handleRequest(logger, joinSchema, (socket, request, reply: (joined: Joined) => void) =>
      inTurn(socket, request.room, () =>
        join(socket, request, reply).catch(async (error: unknown) => {
          await rooms.cancelJoin(socket, request.room);
          throw error;
        }),
      ),
    ),

    leave: handleRequest(
      logger,
      leaveSchema,
      async (socket, { room: name }, reply: (left: object) => void) => {
        await inTurn(socket, name, async () => rooms.leave(socket, name));
        reply({});
      },
    ),
  };
}

/** The part of a room's restrictions that applies to this visitor. */
function restrictionsFor(
  visitor: Visitor,
  isModerator: boolean,
  restrictions: Restrictions,
): Pick<Joined, 'locked' | 'slow' | 'muted' | 'mutedFor'> {
  const until = mutedUntil(restrictions, visitor, isModerator);
  return {
    ...(restrictions.locked && { locked: true }),
    ...(restrictions.slow > 0 && { slow: restrictions.slow }),
    ...(until > 0 && { muted: true, ...(until < Infinity && { mutedFor: Math.max(1, until - Date.now()) }) }),
  };
}
