import {
  moderateSchema,
  type QueueItem,
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
import { inPieces } from './weight.ts';
import { sentOf } from './writing.ts';

/** Serves those who look after a room. */
export function serveModerating(socket: RelaySocket, relayed: Relayed): void {
  const { rooms, permissions, queue, logger } = relayed;
  socket.on(
    'moderate',
    answering(logger, moderateSchema, async (request, reply: (sent: Sent) => void) => {
      const { room } = request;
      const { person } = socket.data;
      await rooms.joined(socket, room);
      await permissions.assert(person, room, 'moderate');
      if ('person' in request) assertBelow(person, request.person, rooms.personOf(request.person));
      reply(sentOf(await decree(relayed, person.id, request)));
    }),
  );

  socket.on(
    'queue',
    answering(logger, queueSchema, async ({ room }, reply: (waiting: { items: QueueItem[] }) => void) => {
      await rooms.joined(socket, room);
      await permissions.assert(socket.data.person, room, 'moderate');
      // The oldest of them, as many as go into one answer: the others come once these are dealt with.
      reply({ items: inPieces(await queue.list(room))[0] ?? [] });
    }),
  );

  socket.on(
    'resolve',
    answering(logger, resolveSchema, async ({ room, id, approve }, reply: (resolved: object) => void) => {
      await rooms.joined(socket, room);
      await permissions.assert(socket.data.person, room, 'moderate');
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
