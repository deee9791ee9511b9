// The long run: attacks on a relay on which fifty people talk, and what these notice. Loopback only; it stops by itself.
//
//   npm run hostile [-- --seconds 20] [--frames 100000]
import { readFileSync } from 'node:fs';
import { connect, type Socket as Tcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { startRelayProcess } from '../support/relay-process.mjs';
import { newId, speaksProtocol } from '../support/wire-client.ts';
import { Fuzzer, frames } from './fuzzer.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string' }, frames: { type: 'string' } } });
const seconds = Number(values.seconds ?? 20);
const frameCount = Number(values.frames ?? 100_000);

const people = 50;
/** Each says something every so many milliseconds. */
const pause = 1000;
/** What is slower than this together with an attack than without has failed, and so many milliseconds are nothing. */
const worst = 2;
const negligible = 25;

/** By the proxy that the relay trusts here, everybody has an address of their own. */
const relay = await startRelayProcess({
  limits: 'connections=50,handshakes-address=10000/1,sends-room=100000/1',
  args: ['--trust-proxy', '127.0.0.1', '--trust-proxy', '::1', '--greeting', ''],
});

interface Attack {
  /** Attacks until it is told to stop; tells what it did. */
  run: (signal: AbortSignal) => Promise<string>;
}

function newPerson(address: string, room = 'lobby', username = address): Socket {
  const socket = io(relay.url, {
    auth: speaksProtocol,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { 'x-forwarded-for': address },
  });
  socket.on('connect', () => socket.emit('join', { room, username }));
  return socket;
}

const crowd = Array.from({ length: people }, (_, index) => newPerson(`198.51.100.${index + 1}`));
await Promise.all(
  crowd.map((socket) => new Promise<void>((resolve) => socket.once('members', () => resolve()))),
);

/** How long the acknowledgements of the crowd take, in milliseconds, while it talks for a while. */
async function talk(): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    crowd.map(async (socket, index) => {
      await sleep((index / people) * pause);
      while (performance.now() < end) {
        const began = performance.now();
        const answer: unknown = await socket
          .timeout(20_000)
          .emitWithAck('send', { room: 'lobby', id: newId(), message: `${index}: hello` })
          .catch((error: unknown) => error);
        const isStored =
          typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
        if (!isStored) failures.push(`somebody was not heard: ${JSON.stringify(answer)}`);
        times.push(performance.now() - began);
        await sleep(pause);
      }
    }),
  );
  return times;
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** The resident memory of the relay, in MiB. */
function memory(): number {
  const [, kib = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}

const attacks: Record<string, Attack> = {
  'a flooder at 1,000 sends a second': {
    async run(signal) {
      const flooder = newPerson('203.0.113.1');
      let sent = 0;
      let refused = 0;
      const timer = setInterval(() => {
        for (let count = 0; count < 10; count++) {
          sent += 1;
          flooder.emit('send', { room: 'lobby', id: newId(), message: 'spam' }, (answer: { ok: boolean }) => {
            if (!answer.ok) refused += 1;
          });
        }
      }, 10);
      await over(signal);
      clearInterval(timer);
      flooder.disconnect();
      return `${sent} sends, ${refused} refused`;
    },
  },
  'frames of whatever shape': {
    async run(signal) {
      const fuzzers = (['websocket', 'polling'] as const).map(
        (transport) => new Fuzzer(relay.url, transport),
      );
      const seed = Date.now() % 2 ** 31;
      let sent = 0;
      while (!signal.aborted || sent < frameCount) {
        await Promise.all(fuzzers.map((fuzzer, index) => fuzzer.send(frames(100, seed + sent + index))));
        sent += 200;
      }
      for (const fuzzer of fuzzers) fuzzer.close();
      return `${sent} frames, seed ${seed}`;
    },
  },
  '2,000 handshakes that stop half-way': {
    async run(signal) {
      const sockets: Tcp[] = [];
      for (let count = 0; count < 2000; count++) {
        const socket = connect(relay.port, 'localhost');
        socket.on('error', () => {});
        socket.write(
          'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso',
        );
        sockets.push(socket);
        if (count % 100 === 0) await sleep(10);
      }
      await over(signal);
      const open = sockets.filter(({ destroyed }) => !destroyed).length;
      for (const socket of sockets) socket.destroy();
      return `${open} still open at the end`;
    },
  },
  'a consumer that stops reading': {
    async run(signal) {
      const reader = newPerson('203.0.113.2', 'busy', 'Reader');
      const writers = Array.from({ length: 40 }, (_, index) =>
        newPerson(`192.0.2.${index + 1}`, 'busy', `W${index}`),
      );
      await new Promise((resolve) => reader.once('members', resolve));
      const { transport } = reader.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
      transport.ws._socket.pause();
      let bytes = 0;
      while (!signal.aborted && bytes < 10 * 2 ** 20) {
        const message = 'x'.repeat(8000);
        await Promise.all(
          writers.map((writer) =>
            writer
              .timeout(20_000)
              .emitWithAck('send', { room: 'busy', id: newId(), message })
              .catch(() => {}),
          ),
        );
        bytes += writers.length * message.length;
        await sleep(200);
      }
      await over(signal);
      for (const socket of [reader, ...writers]) socket.disconnect();
      return `${Math.round(bytes / 2 ** 20)} MiB for it`;
    },
  },
};

function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}

const failures: string[] = [];
const alone = await talk();
const usual = percentile(alone, 0.99);
const before = memory();
process.stdout.write(
  `${people} people alone: p50 ${percentile(alone, 0.5).toFixed(1)} ms, p99 ${usual.toFixed(1)} ms, ${before} MiB\n`,
);

for (const [name, attack] of Object.entries(attacks)) {
  const stop = new AbortController();
  const done = attack.run(stop.signal);
  const p99 = percentile(await talk(), 0.99);
  stop.abort();
  const did = await done;
  await sleep(2000);
  const ratio = p99 / usual;
  process.stdout.write(
    `${name}: p99 ${p99.toFixed(1)} ms, ${ratio.toFixed(2)} times; ${memory()} MiB afterwards; ${did}\n`,
  );
  if (ratio > worst && p99 - usual > negligible)
    failures.push(`${name}: others waited ${ratio.toFixed(2)} times as long`);
}

for (const socket of crowd) socket.disconnect();
const { code } = await relay.stop();
if (code !== 0) failures.push(`the relay ended with ${code}`);
process.stdout.write(failures.length > 0 ? `${[...new Set(failures)].join('\n')}\n` : 'All held.\n');
process.exitCode = failures.length > 0 ? 1 : 0;
process.exit();
