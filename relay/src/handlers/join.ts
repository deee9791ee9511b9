import {
  historySchema,
  type Joined,
  joinSchema,
  leaveSchema,
  type Output,
  type Page,
} from '@realtime-chat/protocol';
import { answering } from './handle.ts';
import type { Visitor } from '../moderation/person.ts';
import type { Relayed } from '../context.ts';
import { mutedUntil, type Rules } from '../moderation/restrictions.ts';
import type { RelaySocket } from '../rooms/sockets.ts';
import { KeyedMutex } from '../limits/keyed-mutex.ts';

/** Serves those who come into a room, read what was said in it, and go. */
export function serveEntering(
  socket: RelaySocket,
  {
    log,
    rooms,
    limits,
    pendingRequests,
    permissions,
    moderation,
    queue,
    whereabouts,
    greeting,
    editWindow,
    logger,
  }: Relayed,
): void {
  const {
    session = '',
    address,
    person: { id },
  } = socket.data;
  /** By room: a request to leave that comes on the heels of one to join must not overtake it. */
  const mutex = new KeyedMutex();

  const join = async (
    { room: name, username, since }: Output<typeof joinSchema>,
    reply: (joined: Joined) => void,
  ): Promise<void> => {
    await limits.take('joins', { person: id, address }, { room: name });
    const { isModerator, mayWrite } = await permissions.assertMayJoin(
      socket.data.person,
      name,
      rooms.asksForOwnName(socket, username),
    );
    // Nothing comes between this and the room's knowing of it: who is banned from now on is put out of it.
    moderation.assertMayEnter(name, socket.data, isModerator);
    // Asked at the moment of entering: a name is heard by all, so whoever may not write there cannot choose one.
    const readOnly = (): { username: string | undefined } | undefined =>
      mayWrite && !moderation.hindrance(name, socket.data, isModerator)
        ? undefined
        : { username: moderation.knownName(name, id, whereabouts.nameIn(name, id)) };
    await rooms.join(socket, name, { username, readOnly }, since, (missed, room) => {
      const { count, members } = room.members;
      const { roles } = socket.data.person;
      if (isModerator) rooms.addModerator(socket, name);
      reply({
        ...missed,
        count,
        members,
        me: { ...room.member(socket.id), id, session, ...(roles.length > 0 && { roles: [...roles] }) },
        editWindow,
        ...(isModerator && { queue: queue.count(name) }),
        ...rulesFor(socket.data, isModerator, moderation.rules(name)),
        ...(!since && greeting && { greeting }),
      });
    });
  };

  socket.on(
    'join',
    answering(logger, joinSchema, async (request, reply: (joined: Joined) => void) => {
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
    answering(logger, leaveSchema, async ({ room: name }, reply: (left: object) => void) => {
      const finish = pendingRequests.begin(socket.id, address);
      try {
        await mutex.run(name, async () => rooms.leave(socket, name));
      } finally {
        finish();
      }
      reply({});
    }),
  );

  socket.on(
    'history',
    answering(logger, historySchema, async ({ room: name, before, limit }, reply: (page: Page) => void) => {
      const finish = pendingRequests.begin(socket.id, address);
      try {
        await rooms.joined(socket, name);
        await limits.take('history', { person: id, address }, { room: name });
        await permissions.assert(socket.data.person, name, 'join');
        const { floor } = await log.extent(name);
        reply({ messages: await rooms.history(socket, name, before, limit), floor });
      } finally {
        finish();
      }
    }),
  );
}

/** What of a room's rules concerns somebody who comes in. */
function rulesFor(
  visitor: Visitor,
  isModerator: boolean,
  rules: Rules,
): Pick<Joined, 'locked' | 'slow' | 'muted' | 'mutedFor'> {
  const until = mutedUntil(rules, visitor, isModerator);
  return {
    ...(rules.locked && { locked: true }),
    ...(rules.slow > 0 && { slow: rules.slow }),
    ...(until > 0 && { muted: true, ...(until < Infinity && { mutedFor: Math.max(1, until - Date.now()) }) }),
  };
}
