import {
  historySchema,
  isServerName,
  type Joined,
  joinSchema,
  leaveSchema,
  type Page,
  type Sent,
  sendSchema,
} from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import type { RoomLog } from './log/log.ts';
import type { Logger } from './logger.ts';
import { Refusal } from './refusal.ts';
import type { Rooms } from './rooms.ts';
import type { RelaySocket } from './server.ts';

export interface Relayed {
  log: RoomLog;
  rooms: Rooms;
  /** The relay's own words to who comes in. */
  greeting: string;
  logger: Logger;
}

/** Serves a client that speaks the protocol. Registers everything before it returns, or events would be lost. */
export function serveRequests(socket: RelaySocket, { log, rooms, greeting, logger }: Relayed): void {
  const { personId, session = '' } = socket.data;

  socket.on(
    'join',
    answering(
      logger,
      joinSchema,
      async ({ room: name, username, since }, reply: (joined: Joined) => void) => {
        assertFree(username);
        await rooms.join(socket, name, username, since, (missed, room) => {
          const { count, members } = room.members;
          reply({
            ...missed,
            count,
            members,
            me: { id: personId, username: room.member(socket.id)?.username, session },
            ...(!since && greeting && { greeting }),
          });
        });
      },
    ),
  );

  socket.on(
    'leave',
    answering(logger, leaveSchema, async ({ room: name }, reply: (left: object) => void) => {
      rooms.leave(socket, name);
      reply({});
    }),
  );

  socket.on(
    'send',
    answering(
      logger,
      sendSchema,
      async ({ room: name, id, message, username }, reply: (sent: Sent) => void) => {
        assertFree(username);
        const room = await rooms.joined(socket, name);
        const author = username ?? room.member(socket.id)?.username;
        if (author === undefined) throw new Refusal('invalid', 'username is missing');
        room.enter(socket.id, { id: personId, username: author });
        const draft = { type: 'message', id, sender: personId, username: author, message } as const;
        const { epoch, seq, time, duplicate } = await log.append(name, draft);
        reply({ epoch, seq, time, ...(duplicate && { duplicate }) });
      },
    ),
  );

  socket.on(
    'history',
    answering(logger, historySchema, async ({ room: name, before, limit }, reply: (page: Page) => void) => {
      await rooms.joined(socket, name);
      const { floor } = await log.extent(name);
      reply({ messages: await log.messagesBefore(name, before, limit), floor });
    }),
  );
}

/** No person may go by the relay's own name. */
export function assertFree(username: string | undefined): void {
  if (username !== undefined && isServerName(username)) {
    throw new Refusal('name_taken', `username: ${JSON.stringify(username)} is the relay's own name`);
  }
}
