import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { io, type Socket } from 'socket.io-client';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { speaksProtocol } from '../support/wire-client.ts';
import { type Nginx, newNginxOfTwo, skip } from '../relay/nginx.ts';

/** A client that connects again by itself. It puts what goes wrong into `errors`. */
async function newClient(
  t: TestContext,
  { url, ca }: Nginx,
  transports: string[],
  errors: string[],
): Promise<Socket> {
  const socket = io(url, {
    path: '/chat/socket.io/',
    auth: speaksProtocol,
    forceNew: true,
    reconnectionDelay: 100,
    transports,
    ca,
  });
  afterwards(t, () => socket.disconnect());
  socket.on('connect_error', ({ message }) => errors.push(message));
  await connected(socket);
  return socket;
}

function connected(socket: Socket): Promise<true> {
  const subscribe = (look: () => void) => {
    socket.on('connect', look);
    return () => void socket.off('connect', look);
  };
  return until('a connection', subscribe, () => socket.connected);
}

test(
  'behind deploy/nginx-nodes.conf, clients go to the other relay when one ends, by WebSocket and by polling',
  { skip },
  async (t) => {
    const redis = await newRedis(t);
    const words = `--host 127.0.0.1 --path /chat --trust-proxy 127.0.0.1 --drain-seconds 1.5 --redis ${redis.url}`;
    const args = words.split(' ');
    const [first, second] = [await newRelayProcess(t, { args }), await newRelayProcess(t, { args })];
    const nginx = await newNginxOfTwo(t, [first.port, second.port]);
    const errors: string[] = [];
    const pollingErrors: string[] = [];
    const byWebSocket = await Promise.all([1, 2, 3, 4].map(() => newClient(t, nginx, ['websocket'], errors)));
    const byPolling = await Promise.all([1, 2, 3].map(() => newClient(t, nginx, ['polling'], pollingErrors)));
    const goOn = async (): Promise<void> => {
      for (const socket of [...byWebSocket, ...byPolling]) {
        await connected(socket);
        const answer: unknown = await socket.emitWithAck('join', { room: 'lobby' });
        assert.deepEqual(typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok, true);
      }
    };
    await goOn();
    // All requests of a session have reached one relay.
    assert.deepEqual(pollingErrors, []);
    await first.stop();
    await goOn();
    await newRelayProcess(t, { args, port: first.port, data: first.data });
    await second.stop();
    await goOn();
    // A refused one is not the client's to see: nginx asks the other relay.
    assert.deepEqual(errors, []);
  },
);
