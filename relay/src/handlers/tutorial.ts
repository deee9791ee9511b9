import { defaultRoom, parse, type Sent, tutorialSendSchema } from '@realtime-chat/protocol';
import { acknowledge, refusalOf, refuse } from './handle.ts';
import { newId } from '../log/ids.ts';
import { Refusal } from '../refusal.ts';
import type { Relayed } from '../context.ts';
import { say } from '../messages/send-message.ts';
import { sentOf } from '../messages/sent-answer.ts';
import type { RelaySocket } from '../rooms/sockets.ts';
import { serveUnsupported } from './unsupported.ts';

/**
 * Serves a client of the classic Socket.IO chat tutorial, which knows `send` and `message` alone: it is in
 * the lobby, and what the relay has to say to it comes as a message without a name.
 */
export function serveTutorial(socket: RelaySocket, relayed: Relayed): void {
  const { rooms, permissions, moderation, pendingRequests, greeting, logger } = relayed;
  const tell = (message: string): void => void socket.emit('message', { message });

  const admitted = permissions
    .assertMayJoin(socket.data.person, defaultRoom, false)
    .then(async ({ isModerator }) => {
      moderation.assertMayEnter(defaultRoom, socket.data, isModerator);
      return rooms.joinTutorial(socket, defaultRoom);
    });
  admitted.then(
    () => greeting && tell(greeting),
    async (error: unknown) => {
      tell(`Not joined: ${refusalOf(error, logger).message}`);
      await rooms.cancelJoin(socket, defaultRoom);
    },
  );

  const send = async (request: unknown): Promise<Sent> => {
    const parsed = parse(tutorialSendSchema, request);
    if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
    const { message, username } = parsed.value;
    const finish = pendingRequests.begin(socket.id, socket.data.address);
    await admitted.finally(finish);
    // The tutorial has no ids, so each of its messages is a new one.
    return sentOf(await say(socket, relayed, { room: defaultRoom, id: newId(), message, username }));
  };

  socket.on('send', (...args: unknown[]) => {
    send(args[0]).then(
      (sent) => acknowledge(args, { ok: true, ...sent }),
      (error: unknown) => {
        const refusal = refusalOf(error, logger);
        tell(`Not sent: ${refusal.message}`);
        refuse(args, refusal);
      },
    );
  });
  serveUnsupported(socket);
}
