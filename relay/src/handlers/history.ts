import { historySchema, type Page } from '@realtime-chat/protocol';
import { handleRequest, type Handlers } from './handle.ts';
import type { RelayContext } from '../context.ts';
import { authorsWithPicture } from '../rooms/presence/pictures.ts';

/** Older messages, page by page. */
export function historyHandlers({
  log,
  rooms,
  limits,
  pendingRequests,
  permissions,
  recentVisitors,
  logger,
}: RelayContext): Handlers {
  return {
    history: handleRequest(
      logger,
      historySchema,
      async (socket, { room: name, before, limit }, reply: (page: Page) => void) => {
        const { person, address } = socket.data;
        const finish = pendingRequests.begin(socket.id, address);
        try {
          await rooms.joined(socket, name);
          await limits.take('history', { person: person.id, address }, { room: name });
          await permissions.assert(socket.data.person, name, 'join');
          const { floor } = await log.extent(name);
          const messages = await rooms.history(socket, name, before, limit);
          reply({ messages, floor, ...authorsWithPicture(messages, recentVisitors.pictureOf) });
        } finally {
          finish();
        }
      },
    ),
  };
}
