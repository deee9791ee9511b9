// The long run: attacks on a relay on which fifty people talk, and what these notice. Loopback only; it stops by itself.
//
//   npm run hostile [-- --seconds 20] [--frames 100000]
import { readFileSync } from 'node:fs';
import type { Socket as Tcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { startRelayProcess } from '../support/relay-process.mjs';
import { authSecret } from '../support/tokens.ts';
import { newId, speaksProtocol } from '../support/wire-client.ts';
import { badTokens, flood, garbage, halfOpen, oversize, spoofing, type Target } from './attacks.ts';
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

/** Connections from one address. */
const mostFromOne = 50;

/** By the proxy that the relay trusts here, everybody has an address of their own. */
const relay = await startRelayProcess({
  limits: `connections=${mostFromOne},handshakes-address=10000/1,sends-room=100000/1`,
  env: { RELAY_AUTH_SECRET: authSecret },
  args: ['--trust-proxy', '127.0.0.1', '--trust-proxy', '::1', '--greeting', ''],
});

const failures: string[] = [];

interface Attack {
  /** Attacks until it is told to stop; tells what it did. */
  run: (signal: AbortSignal) => Promise<string>;
  /** It keeps this process itself busy, so how long others wait here says little: they only have to be heard. */
  isBusy?: boolean;
}

const from = (address: string) => ({ 'x-forwarded-for': address });

const at = (address: string): Target => ({ url: relay.url, port: relay.port, headers: from(address) });

function newPerson(address: string, room = 'lobby', username = address): Socket {
  const socket = io(relay.url, {
    auth: speaksProtocol,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: from(address),
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
      const stop = await flood(at('203.0.113.1'));
      await over(signal);
      return stop();
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
  'frames that make no sense to Engine.IO or Socket.IO': {
    isBusy: true,
    run: (signal) => repeated(signal, (round) => garbage(at(`203.0.114.${round % 250}`), 100, round)),
  },
  'all that has a size, too large': {
    isBusy: true,
    run: (signal) => repeated(signal, (round) => oversize(at(`203.0.115.${round % 250}`))),
  },
  'tokens that are none': {
    run: (signal) => repeated(signal, () => badTokens(relay)),
  },
  'an address that says it is many': {
    async run(signal) {
      return repeated(signal, async (round) => {
        const came = await spoofing(relay, 100, (index) => `192.0.2.${index}, 203.0.113.${round % 250}`);
        if (came > mostFromOne) failures.push(`${came} connections came from one address`);
        return `${came} came in`;
      });
    },
  },
  '2,000 handshakes that stop half-way': {
    async run(signal) {
      const { sockets, close } = await halfOpen(relay, 2000);
      await over(signal);
      const open = sockets.filter(({ destroyed }) => !destroyed).length;
      close();
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

/** Attacks again and again. @returns what it did last, and how often */
async function repeated(signal: AbortSignal, attack: (round: number) => Promise<string>): Promise<string> {
  let rounds = 0;
  let did = '';
  while (!signal.aborted) did = await attack((rounds += 1));
  return `${did}; ${rounds} times`;
}

function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}

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
  if (!attack.isBusy && ratio > worst && p99 - usual > negligible)
    failures.push(`${name}: others waited ${ratio.toFixed(2)} times as long`);
}

for (const socket of crowd) socket.disconnect();
const { code } = await relay.stop();
if (code !== 0) failures.push(`the relay ended with ${code}`);
process.stdout.write(failures.length > 0 ? `${[...new Set(failures)].join('\n')}\n` : 'All held.\n');
process.exitCode = failures.length > 0 ? 1 : 0;
process.exit();
