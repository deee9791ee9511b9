import {
  moderateSchema,
  type QueuePage,
  queueSchema,
  resolveSchema,
  type Sent,
} from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import { decree } from './decree.ts';
import { isModerator, type Person } from './person.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';
import { sentOf } from './writing.ts';

/** Serves those who look after a room. */
export function serveModerating(socket: RelaySocket, relayed: Relayed): void {
  const { rooms, limits, permissions, queue, logger } = relayed;
  const assertMay = async (room: string): Promise<void> => {
    const { person, address } = socket.data;
    await rooms.joined(socket, room);
    await permissions.assert(person, room, 'moderate');
    await limits.take('moderation', { person: person.id, address });
  };

  socket.on(
    'moderate',
    answering(logger, moderateSchema, async (request, reply: (sent: Sent) => void) => {
      const { person } = socket.data;
      await assertMay(request.room);
      if ('person' in request) assertBelow(person, request.person, rooms.personOf(request.person));
      reply(sentOf(await decree(relayed, person.id, request)));
    }),
  );

  socket.on(
    'queue',
    answering(logger, queueSchema, async ({ room, after }, reply: (waiting: QueuePage) => void) => {
      await assertMay(room);
      reply(await queue.list(room, after));
    }),
  );

  socket.on(
    'resolve',
    answering(logger, resolveSchema, async ({ room, id, approve }, reply: (resolved: object) => void) => {
      await assertMay(room);
      await queue.resolve(room, id, approve);
      reply({});
    }),
  );
}

/** Of those who look after a room, an owner alone decrees something for another one. */
function assertBelow(person: Person, id: string, other: Person | undefined): void {
  if (id === person.id) throw new Refusal('invalid', 'person must be somebody else');
  if (other && isModerator(other) && !person.roles.includes('owner')) {
    throw new Refusal('forbidden', 'person: only an owner may do this to a moderator');
  }
}
