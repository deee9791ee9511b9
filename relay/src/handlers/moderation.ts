import {
  moderateSchema,
  type QueuePage,
  queueSchema,
  resolveSchema,
  rulesSchema,
  type RulesPage,
  type Sent,
} from '@realtime-chat/protocol';
import { handleRequest, type Handlers } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { sentAnswer } from '../messages/sent-answer.ts';
import { applyAction } from '../moderation/apply-action.ts';
import { isOwner, type Person } from '../moderation/person.ts';
import { restrictionsPage } from '../moderation/restrictions.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** The requests of moderators. */
export function moderationHandlers(context: RelayContext): Handlers {
  const { rooms, limits, permissions, moderation, queue, recentVisitors, logger } = context;
  const assertMayModerate = async (socket: RelaySocket, room: string): Promise<void> => {
    const { person, address } = socket.data;
    await rooms.joined(socket, room);
    await limits.take('moderation', { person: person.id, address }, { room });
    await permissions.assert(person, room, 'moderate');
  };

  /** Nobody may moderate themselves, and only an owner may act on another moderator. */
  const assertMayActOn = async (person: Person, id: string, room: string): Promise<void> => {
    if (id === person.id) throw new Refusal('invalid', 'person: you cannot moderate yourself');
    await recentVisitors.refresh(id);
    const other = rooms.connectedPerson(id) ?? recentVisitors.personOf(id);
    if (other && !isOwner(person) && (await permissions.canModerate(other, room))) {
      throw new Refusal('forbidden', 'person: only an owner may do this to a moderator');
    }
  };

  return {
    moderate: handleRequest(logger, moderateSchema, async (socket, request, reply: (sent: Sent) => void) => {
      const { person } = socket.data;
      await assertMayModerate(socket, request.room);
      if ('person' in request) await assertMayActOn(person, request.person, request.room);
      const moderator = { id: person.id, ranksAboveModerators: isOwner(person) };
      reply(sentAnswer(await applyAction(context, moderator, request)));
    }),

    rules: handleRequest(
      logger,
      rulesSchema,
      async (socket, { room, skip }, reply: (page: RulesPage) => void) => {
        await assertMayModerate(socket, room);
        reply(restrictionsPage(moderation.restrictions(room), skip));
      },
    ),

    queue: handleRequest(
      logger,
      queueSchema,
      async (socket, { room, after }, reply: (page: QueuePage) => void) => {
        await assertMayModerate(socket, room);
        reply(await queue.list(room, after));
      },
    ),

    resolve: handleRequest(
      logger,
      resolveSchema,
      async (socket, { room, id, approve }, reply: (resolved: object) => void) => {
        await assertMayModerate(socket, room);
        await queue.resolve(room, id, approve);
        reply({});
      },
    ),
  };
}
