import { defaultRoom, parse, type Sent, tutorialSendSchema } from '@realtime-chat/protocol';
import { dispatchEvents } from './dispatch.ts';
import { acknowledge, type Handler, refusalOf, refuse } from './handle.ts';
import { newId } from '../log/ids.ts';
import { Refusal } from '../refusal.ts';
import type { RelayContext } from '../context.ts';
import { sendMessage } from '../messages/send-message.ts';
import { sentAnswer } from '../messages/sent-answer.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/**
 * Serves a client of the classic Socket.IO chat tutorial. It knows the events `send` and `message` alone, so it is
 * always in the lobby. The greeting and errors reach it as messages without a name.
 */
export function serveTutorial(socket: RelaySocket, context: RelayContext): void {
  const { rooms, permissions, moderation, pendingRequests, greeting, watchAnswer, logger } = context;
  const emitText = (message: string): void => void socket.emit('message', { message });

  const admitted = permissions
    .assertMayJoin(socket.data.person, defaultRoom, false)
    .then(async ({ isModerator }) => {
      moderation.assertNotBanned(defaultRoom, socket.data, isModerator);
      return rooms.joinTutorial(socket, defaultRoom);
    });
  admitted.then(
    () => greeting && emitText(greeting),
    async (error: unknown) => {
      emitText(`Not joined: ${refusalOf(error, logger).message}`);
      await rooms.cancelJoin(socket, defaultRoom);
    },
  );

  const send = async (request: unknown): Promise<Sent> => {
    const parsed = parse(tutorialSendSchema, request);
    if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
    const { message, username } = parsed.value;
    const finish = pendingRequests.begin(socket.id, socket.data.address);
    await admitted.finally(finish);
    // The tutorial's client sends no ids, so each of its messages is a new one.
    return sentAnswer(
      await sendMessage(socket, context, { room: defaultRoom, id: newId(), message, username }),
    );
  };

  const onSend: Handler = (_socket, args) => {
    send(args[0]).then(
      (sent) => acknowledge(args, { ok: true, ...sent }),
      (error: unknown) => {
        const refusal = refusalOf(error, logger);
        emitText(`Not sent: ${refusal.message}`);
        refuse(args, refusal);
      },
    );
  };
  dispatchEvents(socket, new Map([['send', onSend]]), watchAnswer);
}
