import { sawSchema, typesSchema } from '@realtime-chat/protocol';
import { handleEvent, type Handlers } from './handle.ts';
import { FixedWindow } from '../limits/fixed-window.ts';
import type { RelayContext } from '../context.ts';
import { writeBlockedBy } from '../messages/write-check.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** The events that are not stored and need no answer: typing indicators and read receipts. */
export function ephemeralHandlers(context: RelayContext): Handlers {
  const { rooms, permissions, logger } = context;
  // The relay sends each event to all others in the room, and one indicator lasts for seconds.
  const typing = new WeakMap<RelaySocket, FixedWindow>();
  const mayShowTyping = (socket: RelaySocket): boolean => {
    const window = typing.get(socket) ?? new FixedWindow(1);
    typing.set(socket, window);
    return window.take();
  };

  return {
    typing: handleEvent(logger, typesSchema, async (socket, { room: name }) => {
      const room = await rooms.joined(socket, name);
      if (!mayShowTyping(socket) || (await writeBlockedBy(socket, context, name))) return;
      // A person with read access alone writes no message that others could wait for.
      if (!(await permissions.allows(socket.data.person, name, 'send'))) return;
      const member = room.presence.get(socket.id);
      if (member?.username !== undefined) room.presence.emitTyping(member);
    }),

    seen: handleEvent(logger, sawSchema, async (socket, { room: name, seq }) => {
      const room = await rooms.joined(socket, name);
      room.markRead(socket.id, seq);
    }),
  };
}
