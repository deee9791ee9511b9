import { randomBytes } from 'node:crypto';
import { defaultRoom, parse, tutorialSendSchema } from '@realtime-chat/protocol';
import { refusalOf } from './answering.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

/**
 * Serves a client of the classic Socket.IO chat tutorial, which knows `send` and `message` alone: it is in
 * the lobby, and what the relay has to say to it comes as a message without a name.
 */
export function serveTutorial(
  socket: RelaySocket,
  { log, rooms, limits, permissions, moderation, greeting, logger }: Relayed,
): void {
  const { address } = socket.data;
  const personId = socket.data.person.id;
  const say = (message: string): void => void socket.emit('message', { message });

  const admitted = permissions.assert(socket.data.person, defaultRoom, 'join').then(() => {
    moderation.assertMayEnter(defaultRoom, socket.data.person, address);
    return rooms.joinTutorial(socket, defaultRoom);
  });
  admitted.then(
    () => greeting && say(greeting),
    (error: unknown) => say(`Not joined: ${refusalOf(error, logger).message}`),
  );

  const send = async (request: unknown): Promise<void> => {
    const parsed = parse(tutorialSendSchema, request);
    if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
    const { message, username } = parsed.value;
    await admitted;
    const room = await rooms.joined(socket, defaultRoom);
    await permissions.assert(socket.data.person, defaultRoom, 'send');
    moderation.assertMayWrite(defaultRoom, socket.data.person);
    await limits.take('sends', { person: personId, address, room: defaultRoom });
    await moderation.pace(defaultRoom, socket.data.person);
    // The tutorial has no ids, so each of its messages is a new one.
    const id = randomBytes(16).toString('base64url');
    await rooms.speak(socket, room, username, ({ verified }) =>
      log.append(defaultRoom, { type: 'message', id, sender: personId, username, verified, message }),
    );
  };

  socket.on('send', (request: unknown) => {
    send(request).catch((error: unknown) => {
      say(`Not sent: ${refusalOf(error, logger).message}`);
    });
  });
}
