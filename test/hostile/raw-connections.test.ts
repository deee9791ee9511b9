import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { newMember } from '../support/wire-client.ts';
import { kinds, piecesUntil, type RawRequest, type Stage, stages } from './raw-requests.ts';
import { talkDuring } from './talk.ts';

const apiKey = 'a-key-of-at-least-thirty-two-letters';
const sockets = ['socket.io/?EIO=4&transport=polling', 'socket.io/?EIO=4&transport=websocket'];
const pages = ['', 'realtime-chat.js', 'api/rooms/lobby/messages', ...sockets];
/** Before its head has come as a whole, a request is nobody's yet: neither the host's nor the relay's. */
const laterStages = ['mid body', 'after answer', 'mid frame'] as const;

const timeout = 120_000;

/** So many connections are under way at a time. */
const atOnce = 24;

interface Case {
  name: string;
  request: RawRequest;
  stage: Stage;
  how: 'FIN' | 'RST';
}

test(
  'whatever a peer writes, and however it ends, the relay lives and others talk',
  { timeout },
  async (t) => {
    const relay = await newRelayProcess(t, { env: { RELAY_API_KEY: apiKey }, args: ['--greeting', ''] });
    const ended = relay.exited.then((how) =>
      assert.fail(`the relay ended: ${JSON.stringify(how)}\n${relay.output}`),
    );
    const paths = ['/nowhere', '/healthz', ...pages.map((page) => `/${page}`)];
    await Promise.race([ended, attackWhileOthersTalk(t, relay.url, casesFor(paths, stages), '/')]);
    assert.doesNotMatch(relay.output, /"level":(50|60)|Warning/);
    ended.catch(() => {});
    assert.equal((await relay.stop()).code, 0);
  },
);

test(
  'nor does a server that embeds the relay end, whether the path is its own or the relay’s',
  { timeout },
  async (t) => {
    const script = join(import.meta.dirname, 'embedding-host.mjs');
    const host = await newRelayProcess(t, { script, env: { RELAY_API_KEY: apiKey } });
    const ended = host.exited.then((how) =>
      assert.fail(`the host ended: ${JSON.stringify(how)}\n${host.output}`),
    );
    const below = pages.map((page) => `/chat/${page}`);
    const paths = ['/orders', ...sockets.map((path) => `/${path}`), '/chat', ...below];
    await Promise.race([ended, attackWhileOthersTalk(t, host.url, casesFor(paths, laterStages), '/chat/')]);
    assert.equal((await get(host.url, '/orders')).text, 'the shop');
    assert.doesNotMatch(host.output, /"level":(50|60)|Warning/);
    ended.catch(() => {});
    assert.equal((await host.stop()).code, 0, host.output);
  },
);

async function attackWhileOthersTalk(
  t: TestContext,
  url: string,
  cases: Case[],
  mounted: string,
): Promise<void> {
  const options = { path: `${mounted}socket.io/` };
  const [ann, ben] = [await newMember(t, url, 'Ann', options), await newMember(t, url, 'Ben', options)];
  const all = cases.length;
  const attack = Promise.all(Array.from({ length: atOnce }, () => work(url + mounted, cases)));
  const { count } = await talkDuring([ann, ben], attack);
  t.diagnostic(`${all} connections; ${count} times they talked`);
  const talk = ben.heard().filter(({ username }) => username === 'Ann');
  assert.deepEqual(
    talk.map(({ message }) => message),
    Array.from({ length: count }, (_, index) => `${index + 1}`),
  );
}

function casesFor(paths: readonly string[], at: readonly Stage[]): Case[] {
  return paths.flatMap((path) =>
    Object.entries(kinds).flatMap(([kind, make]) =>
      at.flatMap((stage) =>
        (['FIN', 'RST'] as const).map((how) => ({
          name: `${kind} on ${path}, ${how} at ${stage}`,
          request: make(path),
          stage,
          how,
        })),
      ),
    ),
  );
}

async function work(base: string, cases: Case[]): Promise<void> {
  for (let next = cases.pop(); next; next = cases.pop()) await attack(base, next);
}

/** @param base where the relay is mounted */
async function attack(base: string, { request, stage, how }: Case): Promise<void> {
  const pieces = piecesUntil(request, stage);
  if (!pieces) return;
  const socket = await opened(base);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const heard = new Promise<void>((resolve) => {
    socket.once('data', () => resolve()).once('end', () => resolve());
  });
  await written(socket, pieces.first);
  if (pieces.later) {
    // Where there is no answer, the relay has had its turn by the time that it answers another one.
    await Promise.race([heard, closed, get(base, `${new URL(base).pathname}healthz`).catch(() => {})]);
    await written(socket, pieces.later);
  }
  if (how === 'RST') socket.resetAndDestroy();
  else {
    socket.end();
    // Nothing waits for the other end to close as well.
    setImmediate(() => socket.destroy());
  }
  await closed;
}

async function written(socket: Socket, piece: Buffer): Promise<void> {
  if (piece.length === 0 || !socket.writable) return;
  await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
}

/**
 * Half open, so that it does not end by itself when the other end does: Node cannot reset a socket that is about to end. It would
 * tell of no `close`, keep the handle, and this process would never end.
 */
async function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
