import { deleteSchema, editSchema, reactSchema, type Sent, sendSchema } from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import { mayDelete, mayEdit, mayReact } from './changes.ts';
import type { Draft, Permit, RoomLog } from './log/log.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

type Reply = (sent: Sent) => void;

/** Serves those who write, and who change what was written. */
export function serveWriting(
  socket: RelaySocket,
  { log, rooms, limits, permissions, moderation, editWindow, logger }: Relayed,
): void {
  const { address } = socket.data;
  const sender = socket.data.person.id;
  const allowed = async (action: 'send' | 'edit' | 'delete' | 'react', room: string): Promise<void> => {
    await permissions.assert(socket.data.person, room, action);
    // What one has said oneself, one may always take back.
    if (action !== 'delete') moderation.assertMayWrite(room, socket.data.person);
    await limits.take(action === 'send' ? 'sends' : 'changes', { person: sender, address, room });
  };

  socket.on(
    'send',
    answering(
      logger,
      sendSchema,
      async ({ room: name, id, message, username, reply: target }, reply: Reply) => {
        const room = await rooms.joined(socket, name);
        await allowed('send', name);
        await moderation.pace(name, socket.data.person);
        const author = username ?? room.member(socket.id)?.username;
        if (author === undefined) throw new Refusal('invalid', 'username is missing');
        const draft = { type: 'message', id, sender, username: author, message, reply: target } as const;
        const sent = await rooms.speak(socket, room, author, ({ verified }) =>
          appended(log, name, { ...draft, verified }),
        );
        reply(sent);
      },
    ),
  );

  socket.on(
    'edit',
    answering(logger, editSchema, async ({ room, id, target, message }, reply: Reply) => {
      await rooms.joined(socket, room);
      await allowed('edit', room);
      const draft = { type: 'edit', id, sender, target, message } as const;
      reply(await appended(log, room, draft, mayEdit(socket.data.person, editWindow)));
    }),
  );

  socket.on(
    'delete',
    answering(logger, deleteSchema, async ({ room, id, target }, reply: Reply) => {
      await rooms.joined(socket, room);
      await allowed('delete', room);
      const draft = { type: 'delete', id, sender, target } as const;
      reply(await appended(log, room, draft, mayDelete(socket.data.person, editWindow)));
    }),
  );

  socket.on(
    'react',
    answering(logger, reactSchema, async ({ room: name, id, target, emoji, on }, reply: Reply) => {
      const room = await rooms.joined(socket, name);
      await allowed('react', name);
      const username = room.member(socket.id)?.username;
      const draft = { type: 'react', id, sender, username, target, emoji, on } as const;
      reply(await appended(log, name, draft, mayReact({ emoji, on })));
    }),
  );
}

/** What a client is told of it: a receipt, where what is usual needs no word. */
async function appended(log: RoomLog, room: string, draft: Draft, permit?: Permit): Promise<Sent> {
  const { epoch, seq, time, duplicate } = await log.append(room, draft, permit);
  return { epoch, seq, time, ...(duplicate && { duplicate }) };
}
