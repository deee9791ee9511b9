// The long run: attacks on a relay on which fifty people talk, and what these notice. Loopback only; it stops by itself.
//
//   npm run hostile [-- --seconds 20] [--frames 100000] [--only NAME]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRelayProcess } from '../support/relay-process.mjs';
import { authSecret } from '../support/tokens.ts';
import { newId } from '../support/wire-client.ts';
import { type Aim, longAttacks, newPerson } from './long-attacks.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, frames: { type: 'string' }, only: { type: 'string' } },
});
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

const aim: Aim = { url: relay.url, port: relay.port, frames: frameCount, mostFromOne };

const crowd = Array.from({ length: people }, (_, index) => newPerson(relay.url, `198.51.100.${index + 1}`));
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

const alone = await talk();
const usual = percentile(alone, 0.99);
const before = memory();
process.stdout.write(
  `${people} people alone: p50 ${percentile(alone, 0.5).toFixed(1)} ms, p99 ${usual.toFixed(1)} ms, ${before} MiB\n`,
);

for (const [name, { isUnpaced }] of Object.entries(longAttacks)) {
  if (values.only !== undefined && values.only !== name) continue;
  const attacker = fork(new URL('attacker.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  // Until it is there it keeps the machine busy, and attacks nobody.
  await once(attacker, 'message');
  const told = new Promise<{ did?: string; failed?: string }>((resolve) => {
    attacker.once('message', resolve).once('exit', (code) => resolve({ failed: `it ended with ${code}` }));
  });
  attacker.send({ name, aim });
  const p99 = percentile(await talk(), 0.99);
  attacker.send('enough');
  const { did = '', failed } = await told;
  if (failed !== undefined) failures.push(`${name}: ${failed}`);
  await sleep(2000);
  const ratio = p99 / usual;
  process.stdout.write(
    `${name}: p99 ${p99.toFixed(1)} ms, ${ratio.toFixed(2)} times; ${memory()} MiB afterwards; ${did}\n`,
  );
  if (!isUnpaced && ratio > worst && p99 - usual > negligible)
    failures.push(`${name}: others waited ${ratio.toFixed(2)} times as long`);
}

for (const socket of crowd) socket.disconnect();
const { code } = await relay.stop();
if (code !== 0) failures.push(`the relay ended with ${code}`);
process.stdout.write(failures.length > 0 ? `${[...new Set(failures)].join('\n')}\n` : 'All held.\n');
process.exitCode = failures.length > 0 ? 1 : 0;
process.exit();
