import { type Joined, joinSchema, leaveSchema, type Output } from '@realtime-chat/protocol';
import { handleRequest } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { KeyedMutex } from '../limits/keyed-mutex.ts';
import type { Visitor } from '../moderation/person.ts';
import { mutedUntil, type Restrictions } from '../moderation/restrictions.ts';
import { authorsWithPicture } from '../rooms/presence/pictures.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves joining and leaving rooms. */
export function serveJoin(
  socket: RelaySocket,
  {
    rooms,
    limits,
    pendingRequests,
    permissions,
    moderation,
    queue,
    recentVisitors,
    greeting,
    editWindow,
    logger,
  }: RelayContext,
): void {
  const {
    session = '',
    address,
    person: { id },
  } = socket.data;
  /** Runs one join or leave at a time for each room: a `leave` that directly follows a `join` must not overtake it. */
  const mutex = new KeyedMutex();

  const join = async (
    { room: name, username, since }: Output<typeof joinSchema>,
    reply: (joined: Joined) => void,
  ): Promise<void> => {
    await limits.take('joins', { person: id, address }, { room: name });
    const isNamed = rooms.asksForOwnName(socket, username);
    const { isModerator, mayWrite } = await permissions.assertMayJoin(socket.data.person, name, isNamed);
    // Nothing is awaited between this check and the registration in the room: a later ban finds the socket in the room.
    moderation.assertNotBanned(name, socket.data, isModerator);
    // Called at the moment of the join. All members see a name, so a person who may not write cannot choose one.
    const readOnly = (): { username: string | undefined } | undefined =>
      (mayWrite || !isNamed) && !moderation.writeBlockedBy(name, socket.data, isModerator)
        ? undefined
        : { username: moderation.knownName(name, id, recentVisitors.nameIn(name, id)) };
    await rooms.join(socket, name, { username, readOnly }, since, (missed, room) => {
      const { count, members } = room.members;
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
          ...room.member(socket.id),
          id,
          session,
          ...(roles.length > 0 && { roles: [...roles] }),
          ...(rooms.mayRename(socket) && { mayRename: true }),
        },
        editWindow,
        ...(!mayWrite && { readOnly: true }),
        ...(isModerator && { queue: queue.count(name) }),
        ...restrictionsFor(socket.data, isModerator, moderation.restrictions(name)),
        ...(!since && greeting && { greeting }),
        time: Date.now(),
      });
    });
  };

  socket.on(
    'join',
    handleRequest(logger, joinSchema, async (request, reply: (joined: Joined) => void) => {
      const finish = pendingRequests.begin(socket.id, address);
      try {
        await mutex.run(request.room, () =>
          join(request, reply).catch(async (error: unknown) => {
            await rooms.cancelJoin(socket, request.room);
            throw error;
          }),
        );
      } finally {
        finish();
      }
    }),
  );

  socket.on(
    'leave',
    handleRequest(logger, leaveSchema, async ({ room: name }, reply: (left: object) => void) => {
      const finish = pendingRequests.begin(socket.id, address);
      try {
        await mutex.run(name, async () => rooms.leave(socket, name));
      } finally {
        finish();
      }
      reply({});
    }),
  );
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
