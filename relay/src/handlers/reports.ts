import { reportSchema } from '@realtime-chat/protocol';
import { handleRequest, type Handlers } from './handle.ts';
import { Refusal } from '../refusal.ts';
import type { RelayContext } from '../context.ts';

/** Reports of messages: for the moderators' queue, the operator's log and the site's hook. */
export function reportHandlers({
  log,
  rooms,
  limits,
  permissions,
  queue,
  knownReports,
  onReport,
  logger,
}: RelayContext): Handlers {
  return {
    report: handleRequest(
      logger,
      reportSchema,
      async (socket, { room: name, target }, reply: (reported: object) => void) => {
        const { person, address } = socket.data;
        const room = await rooms.joined(socket, name);
        await limits.take('reports', { person: person.id, address }, { room: name });
        await permissions.assert(socket.data.person, name, 'report');
        const [message] = await log.messagesBefore(name, target.seq + 1, 1);
        if (message?.seq !== target.seq || message.id !== target.id || message.deleted) {
          throw new Refusal('not_found', `target: there is no such message at ${target.seq}`);
        }
        const reporter = room.presence.get(socket.id) ?? { id: person.id };
        const { seq, id, sender } = message;
        const isNew = await knownReports.once(name, seq, reporter.id, () =>
          queue.report(name, message, reporter.id),
        );
        reply({});
        if (!isNew) return;
        // The log line has no text of the message: other people read the log.
        logger.warn(
          { code: 'message_reported', room: name, seq, id, sender, reporter: reporter.id },
          'a message was reported',
        );
        // `boundedHook` has logged any failure of the hook.
        if (onReport) void (async () => onReport({ room: name, message, reporter }))().catch(() => {});
      },
    ),
  };
}
