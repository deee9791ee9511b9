import { randomBytes } from 'node:crypto';
import { defaultRoom, parse, tutorialSendSchema } from '@realtime-chat/protocol';
import { refusalOf } from './answering.ts';
import { assertFree } from './free-name.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

/**
 * Serves a client of the classic Socket.IO chat tutorial, which knows `send` and `message` alone: it is in
 * the lobby, and what the relay has to say to it comes as a message without a name.
 */
export function serveTutorial(socket: RelaySocket, { log, rooms, limits, greeting, logger }: Relayed): void {
  const { personId, address } = socket.data;
  const say = (message: string): void => void socket.emit('message', { message });

  const admitted = rooms.joinTutorial(socket, defaultRoom);
  admitted.then(
    () => greeting && say(greeting),
    (error: unknown) => say(`Not joined: ${refusalOf(error, logger).message}`),
  );

  const send = async (request: unknown): Promise<void> => {
    const parsed = parse(tutorialSendSchema, request);
    if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
    const { message, username } = parsed.value;
    assertFree(username);
    await admitted;
    const room = await rooms.joined(socket, defaultRoom);
    await limits.take('sends', { person: personId, address, room: defaultRoom });
    // The tutorial has no ids, so each of its messages is a new one.
    const id = randomBytes(16).toString('base64url');
    await log.append(defaultRoom, { type: 'message', id, sender: personId, username, message });
    room.rename(socket.id, username);
  };

  socket.on('send', (request: unknown) => {
    send(request).catch((error: unknown) => {
      say(`Not sent: ${refusalOf(error, logger).message}`);
    });
  });
}
