import { deleteSchema, editSchema, reactSchema, type Sent, sendSchema } from '@realtime-chat/protocol';
import { answering } from './handle.ts';
import { mayDelete, mayEdit, mayReact } from '../messages/edit-policy.ts';
import { hasLink } from '../messages/links.ts';
import type { Receipt } from '../log/log.ts';
import { isGuest } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';
import type { Relayed } from '../context.ts';
import { assertMayWrite, assertTarget, say, screened, unhindered } from '../messages/send-message.ts';
import { sentOf } from '../messages/sent-answer.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

type Reply = (sent: Sent) => void;

/** Serves those who write, and who change what was written. */
export function serveWriting(socket: RelaySocket, relayed: Relayed): void {
  const { log, rooms, permissions, holdsLinks, editWindow, logger } = relayed;
  const sender = socket.data.person.id;

  socket.on(
    'send',
    answering(logger, sendSchema, async (words, reply: Reply) => {
      reply(sentOf(await say(socket, relayed, words)));
    }),
  );

  socket.on(
    'edit',
    answering(logger, editSchema, async ({ room, id, target, message: text }, reply: Reply) => {
      await rooms.joined(socket, room);
      const isKnown = await assertMayWrite(socket, relayed, { room, id }, 'edit');
      const permit = mayEdit(socket.data.person, editWindow);
      if (!isKnown) await assertTarget(relayed, room, target, permit);
      const folded = await screened(socket, relayed, room, text, isKnown);
      if (!isKnown && holdsLinks && isGuest(socket.data.person) && hasLink(folded)) {
        throw new Refusal('blocked', 'message: guests cannot put an address into what they said');
      }
      const draft = { type: 'edit', id, sender, target, message: folded.text } as const;
      const append = (): Promise<Receipt> => log.append(room, draft, permit);
      reply(sentOf(await (isKnown ? append() : unhindered(socket, relayed, room, 'edit', append))));
    }),
  );

  socket.on(
    'delete',
    answering(logger, deleteSchema, async ({ room, id, target }, reply: Reply) => {
      await rooms.joined(socket, room);
      await assertMayWrite(socket, relayed, { room, id }, 'delete');
      const draft = { type: 'delete', id, sender, target } as const;
      const isKeeper = await permissions.keeps(socket.data.person, room);
      reply(sentOf(await log.append(room, draft, mayDelete(socket.data.person, isKeeper, editWindow))));
    }),
  );

  socket.on(
    'react',
    answering(logger, reactSchema, async ({ room: name, id, target, emoji, on }, reply: Reply) => {
      const room = await rooms.joined(socket, name);
      const isKnown = await assertMayWrite(socket, relayed, { room: name, id }, 'react');
      const username = room.member(socket.id)?.username;
      const draft = { type: 'react', id, sender, username, target, emoji, on } as const;
      const append = (): Promise<Receipt> => log.append(name, draft, mayReact({ emoji, on }));
      reply(sentOf(await (isKnown ? append() : unhindered(socket, relayed, name, 'react', append))));
    }),
  );
}
