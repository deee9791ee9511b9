import { sawSchema, typesSchema } from '@realtime-chat/protocol';
import { noticing } from './handle.ts';
import { FixedWindow } from '../limits/fixed-window.ts';
import type { Relayed } from '../context.ts';
import { hindranceTo } from '../messages/send-message.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves what is passed on, or not, and needs no answer. */
export function serveNotices(socket: RelaySocket, relayed: Relayed): void {
  const { rooms, permissions, logger } = relayed;
  // Each goes out to everybody else; what it says holds for seconds.
  const typing = new FixedWindow(1);

  socket.on(
    'typing',
    noticing(logger, typesSchema, async ({ room: name }) => {
      const room = await rooms.joined(socket, name);
      if (!typing.take() || (await hindranceTo(socket, relayed, name))) return;
      // Somebody who may only read writes nothing that others could wait for.
      if (!(await permissions.allows(socket.data.person, name, 'send'))) return;
      const member = room.member(socket.id);
      if (member?.username !== undefined) room.emitTyping(member);
    }),
  );

  socket.on(
    'seen',
    noticing(logger, sawSchema, async ({ room: name, seq }) => {
      const room = await rooms.joined(socket, name);
      room.markRead(socket.id, seq);
    }),
  );
}
