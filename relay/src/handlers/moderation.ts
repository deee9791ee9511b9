import {
  moderateSchema,
  type QueuePage,
  queueSchema,
  resolveSchema,
  rulesSchema,
  type RulesPage,
  type Sent,
} from '@realtime-chat/protocol';
import { handleRequest } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { sentAnswer } from '../messages/sent-answer.ts';
import { applyAction } from '../moderation/apply-action.ts';
import { isOwner, type Person } from '../moderation/person.ts';
import { restrictionsPage } from '../moderation/restrictions.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves the requests of moderators. */
export function serveModeration(socket: RelaySocket, context: RelayContext): void {
  const { rooms, limits, permissions, moderation, queue, recentVisitors, logger } = context;
  const assertMayModerate = async (room: string): Promise<void> => {
    const { person, address } = socket.data;
    await rooms.joined(socket, room);
    await limits.take('moderation', { person: person.id, address }, { room });
    await permissions.assert(person, room, 'moderate');
  };

  /** Nobody may moderate themselves, and only an owner may act on another moderator. */
  const assertMayActOn = async (person: Person, id: string, room: string): Promise<void> => {
    if (id === person.id) throw new Refusal('invalid', 'person: you cannot moderate yourself');
    const other = rooms.connectedPerson(id) ?? recentVisitors.personOf(id);
    if (other && !isOwner(person) && (await permissions.canModerate(other, room))) {
      throw new Refusal('forbidden', 'person: only an owner may do this to a moderator');
    }
  };

  socket.on(
    'moderate',
    handleRequest(logger, moderateSchema, async (request, reply: (sent: Sent) => void) => {
      const { person } = socket.data;
      await assertMayModerate(request.room);
      if ('person' in request) await assertMayActOn(person, request.person, request.room);
      const moderator = { id: person.id, ranksAboveModerators: isOwner(person) };
      reply(sentAnswer(await applyAction(context, moderator, request)));
    }),
  );

  socket.on(
    'rules',
    handleRequest(logger, rulesSchema, async ({ room, skip }, reply: (page: RulesPage) => void) => {
      await assertMayModerate(room);
      reply(restrictionsPage(moderation.restrictions(room), skip));
    }),
  );

  socket.on(
    'queue',
    handleRequest(logger, queueSchema, async ({ room, after }, reply: (page: QueuePage) => void) => {
      await assertMayModerate(room);
      reply(await queue.list(room, after));
    }),
  );

  socket.on(
    'resolve',
    handleRequest(logger, resolveSchema, async ({ room, id, approve }, reply: (resolved: object) => void) => {
      await assertMayModerate(room);
      await queue.resolve(room, id, approve);
      reply({});
    }),
  );
}
