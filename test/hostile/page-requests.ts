// Requests for pages as no browser writes them, and the answers that the relay may give.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { startRelayProcess } from '../support/relay-process.mjs';
import { get } from '../support/http.ts';

type RelayProcess = Awaited<ReturnType<typeof startRelayProcess>>;

export async function newRelay(t: TestContext, args: string[] = []): Promise<RelayProcess> {
  const relay = await startRelayProcess({ args });
  t.after(() => relay.kill());
  return relay;
}

/** Sends these bytes as they are. @returns all that comes until the relay closes */
export async function send(relay: RelayProcess, bytes: string): Promise<string> {
  const socket = connect(relay.port, 'localhost');
  socket.setTimeout(30_000, () =>
    socket.destroy(new Error(`No end to ${JSON.stringify(bytes.slice(0, 80))}`)),
  );
  // Half of what is sent here makes the relay hang up before it has read all.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  });
  socket.end(bytes, 'latin1');
  return text(socket).catch(() => '');
}

export const ask = (line: string, ...headers: string[]): string =>
  `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;

/** The first status of what came, or nothing where the relay only closed. */
export const statusOf = (answer: string): number | undefined => {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** What may come of nonsense: a refusal, or no word at all; never a page, and nothing that says why in the relay's own words. */
export function assertRefused(answer: string, what: string): void {
  const status = statusOf(answer);
  assert.ok(
    status === undefined || (status >= 400 && status < 500) || status === 501,
    `${what}: ${answer.slice(0, 200)}`,
  );
  assert.doesNotMatch(answer, /root:|"dependencies"|node_modules|\.ts\b|at .+:\d+/, what);
}

export async function isUp(relay: RelayProcess, prefix = ''): Promise<void> {
  assert.equal((await get(relay.url, `${prefix}/healthz`)).status, 200);
  // A refused page is a line for the operator, and the only one that nonsense makes.
  const lines = relay.output.split('\n').filter((line) => !line.includes('"code":"origin_refused"'));
  assert.doesNotMatch(lines.join('\n'), /Error|warn|"level":[4-6]0/);
}
