import {
  moderateSchema,
  type QueuePage,
  queueSchema,
  resolveSchema,
  rulesSchema,
  type RulesPage,
  type Sent,
} from '@realtime-chat/protocol';
import { answering } from './handle.ts';
import { decree } from '../moderation/apply-action.ts';
import { isOwner, type Person } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';
import type { Relayed } from '../context.ts';
import { rulesPage } from '../moderation/restrictions.ts';
import { sentOf } from '../messages/sent-answer.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves those who look after a room. */
export function serveModerating(socket: RelaySocket, relayed: Relayed): void {
  const { rooms, limits, permissions, moderation, queue, whereabouts, logger } = relayed;
  const assertMay = async (room: string): Promise<void> => {
    const { person, address } = socket.data;
    await rooms.joined(socket, room);
    await limits.take('moderation', { person: person.id, address }, { room });
    await permissions.assert(person, room, 'moderate');
  };

  /** Of those who look after a room, an owner alone decrees something for another one. */
  const assertBelow = async (person: Person, id: string, room: string): Promise<void> => {
    if (id === person.id) throw new Refusal('invalid', 'person must be somebody else');
    const other = rooms.connectedPerson(id) ?? whereabouts.personOf(id);
    if (other && !isOwner(person) && (await permissions.keeps(other, room))) {
      throw new Refusal('forbidden', 'person: only an owner may do this to a moderator');
    }
  };

  socket.on(
    'moderate',
    answering(logger, moderateSchema, async (request, reply: (sent: Sent) => void) => {
      const { person } = socket.data;
      await assertMay(request.room);
      if ('person' in request) await assertBelow(person, request.person, request.room);
      reply(sentOf(await decree(relayed, { id: person.id, isOwner: isOwner(person) }, request)));
    }),
  );

  socket.on(
    'rules',
    answering(logger, rulesSchema, async ({ room, skip }, reply: (rules: RulesPage) => void) => {
      await assertMay(room);
      reply(rulesPage(moderation.rules(room), skip));
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
