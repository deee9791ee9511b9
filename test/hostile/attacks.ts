import { connect, type Socket as Tcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, speaksProtocol } from '../support/wire-client.ts';
import { newRawConnection } from './raw-connection.ts';

/* Attacks on a relay: in short form in the suite, in long form by `npm run hostile`. Each tells what it did. */

export interface Target {
  url: string;
  port: number;
  /** Of each request, as by which a proxy that the relay trusts tells where somebody comes from. */
  headers?: Record<string, string>;
}

/** Tokens that are none of this relay's. Each has to be refused. */
export async function badTokens({ url }: Target): Promise<string> {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const claims = { sub: 'root', name: 'Root', roles: ['owner'], exp: 4e9 };
  const [head = '', body = '', signature = ''] = (await token()).split('.');
  const tokens = [
    ...['none', 'None', 'NONE', 'HS256', ''].map((alg) => `${part({ alg })}.${part(claims)}.`),
    await token(claims, 'another secret of thirty-two letters'),
    await token(claims, authSecret, 'HS512'),
    await token({ ...claims, exp: 1 }),
    await token({ ...claims, nbf: 4e9 }),
    await token({ ...claims, aud: 'elsewhere' }),
    await token({ ...claims, roles: 'owner' }),
    await token({ ...claims, sub: undefined }),
    `${head}.${part(claims)}.${signature}`,
    `${head}.${body}.${signature.slice(0, -2)}`,
    `${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${part(claims)}.${signature}`,
    `${part({ alg: 'HS256', kid: '../../../../dev/null' })}.${part(claims)}.${signature}`,
    '..',
    'x'.repeat(50_000),
    '\u0000',
  ];
  for (const [index, bad] of tokens.entries()) {
    const socket = io(url, {
      ...bearing(bad),
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
    });
    const outcome = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('let in'));
      socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
        resolve(error.data?.code ?? error.message),
      );
    });
    socket.disconnect();
    if (outcome !== 'unauthorized') throw new Error(`token ${index} was ${outcome}`);
  }
  return `${tokens.length} tokens, all refused`;
}

/** Connections that begin an upgrade and do not go on. */
export async function halfOpen(
  { port }: Target,
  count: number,
): Promise<{ sockets: Tcp[]; close: () => void }> {
  const sockets: Tcp[] = [];
  for (let opened = 0; opened < count; opened++) {
    const socket = connect(port, 'localhost');
    socket.on('error', () => {});
    socket.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso');
    sockets.push(socket);
    if (opened % 100 === 0) await sleep(10);
  }
  return { sockets, close: () => sockets.forEach((socket) => socket.destroy()) };
}

/**
 * Packets that no limit but the budget of packets counts, so many a second from one address. A connection that is cut
 * off is followed by another.
 *
 * @returns how to stop it, and what it did
 */
export async function manyPackets({ url, headers = {} }: Target, perSecond: number): Promise<() => string> {
  const packets = [
    '42["leave",{"room":"x"}]',
    '420["history",{"room":"x","before":1}]',
    '42["seen",{"room":"x","seq":1}]',
  ];
  packets.push(
    '42["typing",{"room":"lobby"}]',
    '421["nonsense"]',
    '422["send",{"room":"lobby","id":"x","message":"x"}]',
  );
  let connection = await newRawConnection(url, headers);
  const count = { sent: 0, connections: 1 };
  let isOver = false;
  const attack = (async () => {
    const began = performance.now();
    while (!isOver) {
      if (!connection.isOpen()) {
        count.connections += 1;
        // It may be refused: there were too many handshakes.
        connection = await newRawConnection(url, headers).catch(() => sleep(100, connection));
        if (connection.isOpen()) await connection.enter();
      }
      const due = Math.min(((performance.now() - began) * perSecond) / 1000 - count.sent, perSecond / 10);
      for (let index = 0; index < due; index += 1) connection.send(packets[index % packets.length] ?? '');
      count.sent += Math.max(0, Math.ceil(due));
      await sleep(5);
    }
  })();
  return () => {
    isOver = true;
    attack.catch(() => {});
    connection.close();
    return `${count.sent} packets on ${count.connections} connections`;
  };
}

/** One person who says something a thousand times a second. @returns how to stop it, and what it did */
export async function flood({ url, headers = {} }: Target): Promise<() => string> {
  let isOver = false;
  const socket = io(url, {
    auth: speaksProtocol,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: headers,
  });
  await new Promise((resolve) => {
    socket.once('connect', () => socket.emit('join', { room: 'lobby', username: 'Flooder' }, resolve));
  });
  // Who sends too many packets is told to stay away.
  socket.on('disconnect', () => {
    if (!isOver) socket.connect();
  });
  const count = { sent: 0, stored: 0 };
  const timer = setInterval(() => {
    for (let index = 0; index < 10; index++) {
      count.sent += 1;
      socket.emit('send', { room: 'lobby', id: newId(), message: 'spam' }, ({ ok }: { ok: boolean }) => {
        if (ok) count.stored += 1;
      });
    }
  }, 10);
  return () => {
    isOver = true;
    clearInterval(timer);
    socket.disconnect();
    return `${count.sent} sends, ${count.stored} stored`;
  };
}

/**
 * One address that says it is many.
 *
 * @param heading makes the header of what it says it is
 * @returns how many came in
 */
export async function spoofing(
  { url }: Target,
  count: number,
  heading: (index: number) => string,
): Promise<number> {
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index++) {
    const said = heading(index);
    const socket = io(url, {
      auth: speaksProtocol,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      extraHeaders: { 'x-forwarded-for': said, forwarded: `for=${said}`, 'x-real-ip': said },
    });
    await new Promise<void>((resolve) => {
      socket.once('connect', () => resolve()).once('connect_error', () => resolve());
    });
    sockets.push(socket);
  }
  const came = sockets.filter(({ connected }) => connected).length;
  for (const socket of sockets) socket.disconnect();
  return came;
}
