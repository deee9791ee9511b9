import { historySchema, type Joined, joinSchema, leaveSchema, type Page } from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import { forReader } from './for-reader.ts';
import { assertFree } from './free-name.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

/** Serves those who come into a room, read what was said in it, and go. */
export function serveEntering(
  socket: RelaySocket,
  { log, rooms, limits, greeting, editWindow, logger }: Relayed,
): void {
  const { personId, session = '', roles, address } = socket.data;

  /** A request to leave that comes on the heels of one to join must not overtake it. */
  let asked: Promise<unknown> = Promise.resolve();

  socket.on(
    'join',
    answering(
      logger,
      joinSchema,
      async ({ room: name, username, since }, reply: (joined: Joined) => void) => {
        assertFree(username);
        const allowed = limits.take('joins', { person: personId, address });
        asked = allowed.catch(() => {});
        await allowed;
        await rooms.join(socket, name, username, since, (missed, room) => {
          const { count, members } = room.members;
          reply({
            ...missed,
            count,
            members,
            me: {
              id: personId,
              username: room.member(socket.id)?.username,
              session,
              ...(roles.length > 0 && { roles }),
            },
            editWindow,
            ...(!since && greeting && { greeting }),
          });
        });
      },
    ),
  );

  socket.on(
    'leave',
    answering(logger, leaveSchema, async ({ room: name }, reply: (left: object) => void) => {
      await asked;
      rooms.leave(socket, name);
      reply({});
    }),
  );

  socket.on(
    'history',
    answering(logger, historySchema, async ({ room: name, before, limit }, reply: (page: Page) => void) => {
      await rooms.joined(socket, name);
      await limits.take('history', { person: personId, address });
      const { floor } = await log.extent(name);
      const messages = await log.messagesBefore(name, before, limit);
      const read = messages.map((message) => forReader(log, name, message, personId));
      reply({ messages: await Promise.all(read), floor });
    }),
  );
}
