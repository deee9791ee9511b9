import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';

/** In milliseconds. */
const patience = 10_000;

export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  /** As it was sent, compressed or not. */
  body: Buffer;
}

/** One GET on a connection of its own. `fetch` would decompress the body, and follow redirections. */
export async function get(url: URL, headers: Record<string, string> = {}): Promise<Reply> {
  const sent = send(url, headers);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await buffer(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

function send(url: URL, headers: Record<string, string>): ClientRequest {
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp;
  const sent = request(url, { headers, agent: false });
  sent.setTimeout(patience, () => sent.destroy(new Error(`there was no answer within ${patience / 1000} s`)));
  sent.end();
  return sent;
}

/** What became of a WebSocket: the answer to a refused upgrade, or how an accepted one went on. */
export type Upgrade =
  | { upgraded: false; status: number; body: string }
  | { upgraded: true; pinged: boolean; seconds: number };

/** The frame of Engine.IO’s ping: one frame of text, of one byte, `2`. */
const ping = Buffer.from([0x81, 1, 0x32]);

/** In milliseconds; the relay pings every 5 s. */
const pingPatience = 9000;

/**
 * Opens a WebSocket to a Socket.IO server, and waits for the first ping: until then nothing is sent, as in an idle chat. Only
 * the server’s side of the protocol is read, so this needs no client of it.
 */
export async function openWebSocket(url: URL, origin: string): Promise<Upgrade> {
  const sent = send(url, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    Origin: origin,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  });
  const answered = await Promise.race([
    once(sent, 'upgrade') as Promise<[IncomingMessage, Duplex, Buffer]>,
    once(sent, 'response') as Promise<[IncomingMessage]>,
  ]);
  const [response, socket, head] = answered;
  if (socket === undefined) {
    const body = await buffer(response);
    return { upgraded: false, status: response.statusCode ?? 0, body: body.toString() };
  }
  const began = performance.now();
  const pinged = await firstPing(socket, head ?? Buffer.alloc(0));
  return { upgraded: true, pinged, seconds: Math.round((performance.now() - began) / 1000) };
}

function firstPing(socket: Duplex, head: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    let received = head;
    const settle = (pinged: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(pinged);
    };
    const timer = setTimeout(() => settle(false), pingPatience);
    socket.on('error', () => settle(false)).on('close', () => settle(false));
    socket.on('data', (piece: Buffer) => {
      received = Buffer.concat([received, piece]);
      if (received.includes(ping)) settle(true);
    });
  });
}

/** What a TLS server tells of itself. */
export interface Tls {
  /** From when until when its certificate is good, in milliseconds. */
  begins: number;
  expires: number;
  hasHttp2: boolean;
}

/** @throws {Error} if its certificate is not trusted */
export async function tlsOf({ hostname, port }: URL): Promise<Tls> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket: TLSSocket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    // No server name may be an address.
    ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  socket.setTimeout(patience, () => socket.destroy(new Error('the TLS handshake did not end')));
  try {
    await once(socket, 'secureConnect');
    const { valid_from: begins, valid_to: expires } = socket.getPeerCertificate();
    return {
      begins: Date.parse(begins),
      expires: Date.parse(expires),
      hasHttp2: socket.alpnProtocol === 'h2',
    };
  } finally {
    socket.destroy();
  }
}
