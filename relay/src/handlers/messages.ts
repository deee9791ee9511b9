import {
  deleteSchema,
  editSchema,
  reactSchema,
  type Sent,
  sendSchema,
  withdrawSchema,
} from '@realtime-chat/protocol';
import { handleRequest, type Handlers } from './handle.ts';
import type { RelayContext } from '../context.ts';
import type { AppendResult } from '../log/log.ts';
import { filterText } from '../messages/filter-text.ts';
import { mayDelete, mayEdit, mayReact } from '../messages/edit-policy.ts';
import { hasLink } from '../messages/links.ts';
import { sendMessage } from '../messages/send-message.ts';
import { sentAnswer } from '../messages/sent-answer.ts';
import { assertMayWrite, assertTarget, findTarget, withWriteCheck } from '../messages/write-check.ts';
import { isGuest } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';

type Reply = (sent: Sent) => void;

/** New messages and changes to messages. */
export function messageHandlers(context: RelayContext): Handlers {
  const { log, rooms, permissions, limits, queue, fileTexts, holdGuestLinks, editWindow, logger } = context;

  return {
    send: handleRequest(logger, sendSchema, async (socket, request, reply: Reply) => {
      reply(sentAnswer(await sendMessage(socket, context, request)));
    }),

    edit: handleRequest(logger, editSchema, async (socket, { room, id, target, message }, reply: Reply) => {
      await rooms.joined(socket, room);
      const isKnown = await assertMayWrite(socket, context, { room, id }, 'edit');
      const original = await findTarget(context, room, target);
      const { id: sender } = socket.data.person;
      const files = original?.files;
      // The text of another person is refused, so it is not looked through.
      const isOwn = original?.sender === sender;
      const caption = isOwn ? fileTexts?.captionIn(room, { message, files }, socket.data.origin) : undefined;
      const text = caption ?? message;
      const permit = mayEdit(socket.data.person, editWindow, text);
      if (!isKnown) assertTarget(original, target, permit);
      const filtered = await filterText(socket, context, room, { text, files }, isKnown);
      if (!isKnown && holdGuestLinks && isGuest(socket.data.person) && hasLink(filtered)) {
        throw new Refusal('blocked', 'message: a guest cannot add an address to a message by an edit');
      }
      const draft = { type: 'edit', id, sender, target, message: filtered.text } as const;
      const append = (): Promise<AppendResult> => log.append(room, draft, permit);
      const result = await (isKnown ? append() : withWriteCheck(socket, context, room, 'edit', append));
      reply(sentAnswer(result));
    }),

    delete: handleRequest(logger, deleteSchema, async (socket, { room, id, target }, reply: Reply) => {
      await rooms.joined(socket, room);
      await assertMayWrite(socket, context, { room, id }, 'delete');
      const { id: sender } = socket.data.person;
      const draft = { type: 'delete', id, sender, target } as const;
      const isModerator = await permissions.canModerate(socket.data.person, room);
      reply(
        sentAnswer(await log.append(room, draft, mayDelete(socket.data.person, isModerator, editWindow))),
      );
    }),

    react: handleRequest(
      logger,
      reactSchema,
      async (socket, { room: name, id, target, emoji, on }, reply: Reply) => {
        const room = await rooms.joined(socket, name);
        const isKnown = await assertMayWrite(socket, context, { room: name, id }, 'react');
        const username = room.presence.get(socket.id)?.username;
        const { id: sender } = socket.data.person;
        const draft = { type: 'react', id, sender, username, target, emoji, on } as const;
        const append = (): Promise<AppendResult> => log.append(name, draft, mayReact({ emoji, on }));
        const result = await (isKnown ? append() : withWriteCheck(socket, context, name, 'react', append));
        reply(sentAnswer(result));
      },
    ),

    // Every member of the room may take back a message that is not published, also while a restriction forbids writing.
    withdraw: handleRequest(
      logger,
      withdrawSchema,
      async (socket, { room, id }, reply: (withdrawn: object) => void) => {
        await rooms.joined(socket, room);
        const { person, address } = socket.data;
        await limits.take('changes', { person: person.id, address }, { room });
        await queue.withdraw(room, person.id, id);
        reply({});
      },
    ),
  };
}
