import { reportSchema } from '@realtime-chat/protocol';
import { handleRequest } from './handle.ts';
import { Refusal } from '../refusal.ts';
import type { RelayContext } from '../context.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves reports of messages: for the moderators' queue, the operator's log and the site's hook. */
export function serveReports(
  socket: RelaySocket,
  { log, rooms, limits, permissions, queue, knownReports, onReport, logger }: RelayContext,
): void {
  const { address } = socket.data;
  const personId = socket.data.person.id;

  socket.on(
    'report',
    handleRequest(logger, reportSchema, async ({ room: name, target }, reply: (reported: object) => void) => {
      const room = await rooms.joined(socket, name);
      await limits.take('reports', { person: personId, address }, { room: name });
      await permissions.assert(socket.data.person, name, 'report');
      const [message] = await log.messagesBefore(name, target.seq + 1, 1);
      if (message?.seq !== target.seq || message.id !== target.id || message.deleted) {
        throw new Refusal('not_found', `target: there is no such message at ${target.seq}`);
      }
      const reporter = room.member(socket.id) ?? { id: personId };
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
    }),
  );
}
