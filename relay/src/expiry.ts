import { type Doorkeeper, personBy } from './handshake.ts';
import { refusalOf } from './answering.ts';
import { Refusal } from './refusal.ts';
import type { RelaySocket } from './server.ts';

/** For how many milliseconds a client may look for a new token. */
const answerTimeout = 15_000;
/** Timers count no further. */
const longest = 2 ** 31 - 1;

/**
 * When the site's word for a person is over, asks the client for a new token; who has none for the same person has to go.
 */
export function renewWhenOver(socket: RelaySocket, door: Doorkeeper): void {
  const { expires } = socket.data.person;
  if (expires === undefined) return;
  const left = expires - Date.now();
  const timer = setTimeout(
    () => {
      if (left > longest) return renewWhenOver(socket, door);
      renew(socket, door).then(
        () => renewWhenOver(socket, door),
        (error: unknown) => {
          const { code, message } = refusalOf(error, door.logger);
          socket.emit('closed', { code, message });
          socket.disconnect(true);
        },
      );
    },
    Math.min(Math.max(left, 0), longest),
  );
  socket.once('disconnect', () => clearTimeout(timer));
}

async function renew(socket: RelaySocket, door: Doorkeeper): Promise<void> {
  const over = new Refusal('unauthorized', 'the token is over');
  const token: unknown = await socket
    .timeout(answerTimeout)
    .emitWithAck('token')
    .catch(() => {
      throw over;
    });
  const { person } = socket.data;
  const renewed = await personBy(token, socket.request, door);
  // Nobody becomes another under the eyes of the room.
  if (renewed?.id !== person.id || (renewed.expires ?? Infinity) <= Date.now()) throw over;
  socket.data.person = renewed;
}
