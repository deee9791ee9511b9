import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { afterwards } from './afterwards.ts';
import { Inbox } from './inbox.ts';
import { listen } from './relay.ts';

/** What a webhook's receiver is told in one call. */
export interface Call {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  raw: string;
  body: { room: string; epoch: string; entries: { seq: number; type: string; message?: string }[] };
}

export interface Receiver {
  url: string;
  calls: Inbox<Call>;
  /** From now on. */
  answer: (call: Call, response: ServerResponse) => unknown;
}

export const taken = (_call: Call, response: ServerResponse): unknown => response.writeHead(204).end();
export const broken = (_call: Call, response: ServerResponse): unknown =>
  response.writeHead(500).end('broken');
export const hanging = (): void => {};

/** A server that a webhook goes to. It takes what it is told, unless it is told otherwise. */
export async function newReceiver(t: Pick<TestContext, 'after'>): Promise<Receiver> {
  const calls = new Inbox<Call>();
  const server = createServer((request, response) => {
    void text(request).then((raw) => {
      const { url: path, headers } = request;
      const call = { path, headers, raw, body: JSON.parse(raw) as Call['body'] };
      receiver.answer(call, response);
      calls.put(call);
    });
  });
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const receiver: Receiver = { url: `${await listen(server)}/hook`, calls, answer: taken };
  return receiver;
}

/** The signature that a call has to have, by what the Standard Webhooks say. */
export function signatureOf({ headers, raw }: Pick<Call, 'headers' | 'raw'>, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${raw}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** The headers of a call that its signature is about. */
export function signedHeadersOf({ headers }: Pick<Call, 'headers'>): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}

/** The seqs that a receiver was told of a room, call by call. */
export function seqsOf(calls: readonly Call[], room = 'lobby'): number[][] {
  return calls.filter(({ body }) => body.room === room).map(({ body }) => body.entries.map(({ seq }) => seq));
}
