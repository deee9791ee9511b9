import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { newMember } from '../support/wire-client.ts';
import { kinds, piecesUntil, type RawRequest, type Stage, stages } from './raw-requests.ts';

const apiKey = 'a-key-of-at-least-thirty-two-letters';
const polling = 'socket.io/?EIO=4&transport=polling';
const pages = [
  '',
  'realtime-chat.js',
  'api/rooms/lobby/messages',
  polling,
  'socket.io/?EIO=4&transport=websocket',
];

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
    await Promise.race([ended, attackWhileOthersTalk(t, relay.url, paths, '/')]);
    assert.doesNotMatch(relay.output, /"level":(50|60)|Warning/);
    ended.catch(() => {});
    assert.equal((await relay.stop()).code, 0);
  },
);

async function attackWhileOthersTalk(
  t: TestContext,
  url: string,
  paths: string[],
  mounted: string,
): Promise<void> {
  const options = { path: `${mounted}socket.io/` };
  const [ann, ben] = [await newMember(t, url, 'Ann', options), await newMember(t, url, 'Ben', options)];
  const cases = casesFor(paths);
  let isOver = false;
  const attack = Promise.all(Array.from({ length: atOnce }, () => work(url, cases))).finally(
    () => (isOver = true),
  );
  const all = cases.length;
  let count = 0;
  do {
    const words = `${(count += 1)}`;
    await ann.say(words);
    await ben.hears(words);
  } while (!isOver);
  await attack;
  t.diagnostic(`${all} connections; ${count} times they talked`);
  const talk = ben.heard().filter(({ username }) => username === 'Ann');
  assert.deepEqual(
    talk.map(({ message }) => message),
    Array.from({ length: count }, (_, index) => `${index + 1}`),
  );
}

function casesFor(paths: string[]): Case[] {
  return paths.flatMap((path) =>
    Object.entries(kinds).flatMap(([kind, make]) =>
      stages.flatMap((stage) =>
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

async function work(url: string, cases: Case[]): Promise<void> {
  for (let next = cases.pop(); next; next = cases.pop()) await attack(url, next);
}

async function attack(url: string, { request, stage, how }: Case): Promise<void> {
  const pieces = piecesUntil(request, stage);
  if (!pieces) return;
  const socket = await opened(url);
  // Node tells of no `close` where the reset of a socket that is about to end fails.
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve()).once('error', () => resolve());
  });
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  await written(socket, pieces.first);
  if (pieces.later) {
    // Where there is no answer, the relay has had its turn by the time that it answers another one.
    await Promise.race([answered, closed, get(url, '/healthz').catch(() => {})]);
    await written(socket, pieces.later);
  }
  if (how === 'RST') socket.resetAndDestroy();
  else socket.end();
  // Neither of them ends a socket whose other end was faster.
  setImmediate(() => socket.destroy());
  await closed;
}

async function written(socket: Socket, piece: Buffer): Promise<void> {
  if (piece.length === 0 || !socket.writable) return;
  await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
}

async function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
