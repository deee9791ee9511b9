import { historySchema, type Page } from '@realtime-chat/protocol';
import { handleRequest } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { authorsWithPicture } from '../rooms/presence/pictures.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves older messages, page by page. */
export function serveHistory(
  socket: RelaySocket,
  { log, rooms, limits, pendingRequests, permissions, recentVisitors, logger }: RelayContext,
): void {
  const {
    address,
    person: { id },
  } = socket.data;

  socket.on(
    'history',
    handleRequest(
      logger,
      historySchema,
      async ({ room: name, before, limit }, reply: (page: Page) => void) => {
        const finish = pendingRequests.begin(socket.id, address);
        try {
          await rooms.joined(socket, name);
          await limits.take('history', { person: id, address }, { room: name });
          await permissions.assert(socket.data.person, name, 'join');
          const { floor } = await log.extent(name);
          const messages = await rooms.history(socket, name, before, limit);
          reply({ messages, floor, ...authorsWithPicture(messages, recentVisitors.pictureOf) });
        } finally {
          finish();
        }
      },
    ),
  );
}
