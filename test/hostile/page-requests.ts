// Requests for pages that no browser would send, and the answers that the relay may give.
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

/** Sends these bytes unchanged. @returns everything that the relay sends until it closes the connection */
export async function send(relay: RelayProcess, bytes: string): Promise<string> {
  const socket = connect(relay.port, 'localhost');
  socket.setTimeout(30_000, () =>
    socket.destroy(new Error(`No end to ${JSON.stringify(bytes.slice(0, 80))}`)),
  );
  // Many of these requests make the relay close the connection before it has read all bytes.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  });
  socket.end(bytes, 'latin1');
  return text(socket).catch(() => '');
}

export const ask = (line: string, ...headers: string[]): string =>
  `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;

/** The first status in an answer; undefined if the relay only closed the connection. */
export const statusOf = (answer: string): number | undefined => {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** The answer to a malformed request is a refusal or empty. It is never a page, and shows no paths or stack traces of the relay. */
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
  // A refused origin is a line for the operator. Malformed requests cause no other warning or error.
  const lines = relay.output.split('\n').filter((line) => !line.includes('"code":"origin_refused"'));
  assert.doesNotMatch(lines.join('\n'), /Error|warn|"level":[4-6]0/);
}
