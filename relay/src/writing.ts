import { deleteSchema, editSchema, reactSchema, type Sent, sendSchema } from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import { mayDelete, mayEdit, mayReact } from './changes.ts';
import { assertFree } from './free-name.ts';
import type { Draft, Permit, RoomLog } from './log/log.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

type Reply = (sent: Sent) => void;

/** Serves those who write, and who change what was written. */
export function serveWriting(socket: RelaySocket, { log, rooms, limits, editWindow, logger }: Relayed): void {
  const { personId: sender, roles, address } = socket.data;
  const person = { id: sender, roles };
  const taken = (deed: 'sends' | 'changes', room: string): Promise<void> =>
    limits.take(deed, { person: sender, address, room });

  socket.on(
    'send',
    answering(
      logger,
      sendSchema,
      async ({ room: name, id, message, username, reply: target }, reply: Reply) => {
        assertFree(username);
        const room = await rooms.joined(socket, name);
        await taken('sends', name);
        const author = username ?? room.member(socket.id)?.username;
        if (author === undefined) throw new Refusal('invalid', 'username is missing');
        const draft = { type: 'message', id, sender, username: author, message, reply: target } as const;
        const sent = await appended(log, name, draft);
        room.rename(socket.id, author);
        reply(sent);
      },
    ),
  );

  socket.on(
    'edit',
    answering(logger, editSchema, async ({ room, id, target, message }, reply: Reply) => {
      await rooms.joined(socket, room);
      await taken('changes', room);
      const draft = { type: 'edit', id, sender, target, message } as const;
      reply(await appended(log, room, draft, mayEdit(person, editWindow)));
    }),
  );

  socket.on(
    'delete',
    answering(logger, deleteSchema, async ({ room, id, target }, reply: Reply) => {
      await rooms.joined(socket, room);
      await taken('changes', room);
      const draft = { type: 'delete', id, sender, target } as const;
      reply(await appended(log, room, draft, mayDelete(person, editWindow)));
    }),
  );

  socket.on(
    'react',
    answering(logger, reactSchema, async ({ room: name, id, target, emoji, on }, reply: Reply) => {
      const room = await rooms.joined(socket, name);
      await taken('changes', name);
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
