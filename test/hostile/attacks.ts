import { connect, type Socket as Tcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
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

/** Frames that no client sends: of Engine.IO, of Socket.IO, of neither. */
const odd = [
  ['', '0', '1', '2', '2probe', '3', '5', '6', '7', 'b', 'bAAAA', '\u0000', '\ud83d', '\u001e\u001e'],
  [
    '40',
    '40{',
    '40{}',
    '40[]',
    '40null',
    '40"x"',
    '40{"protocol":1',
    '40{"protocol":"1"}',
    '40/nowhere,',
    '40/,{',
  ],
  [
    '41',
    '42',
    '42[]',
    '42[1]',
    '42{"a":1}',
    '42["join"]',
    '42["join",{}',
    '42["__proto__",{}]',
    '42/nowhere,["x"]',
  ],
  [
    '42["disconnect"]',
    '42["connect_error"]',
    '42["newListener"]',
    '42["join",null,null]',
    '429e9["join",{}]',
  ],
  [
    '43',
    '430[]',
    '4399999999999999999999[]',
    '44',
    '44{"x":1}',
    '45',
    '450-["x"]',
    '46{}',
    '47',
    '4-1',
    '4/',
  ],
  ['451-["send",{"_placeholder":true,"num":0}]', '451-["send",{"_placeholder":true,"num":99}]'],
  ['459999999999-["send"]', '45-1-["send"]', '4510000-["send"]', `42${'['.repeat(20_000)}`],
].flat();

const frame: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 100 }).map((text) => `4${text}`) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
);

/** So many frames of no sense, on as many connections as the relay ends over them, and bodies of such frames by polling. */
export async function garbage({ url, headers = {} }: Target, count: number, seed: number): Promise<string> {
  let connection = await newRawConnection(url, headers);
  let connections = 1;
  for (const some of fc.sample(frame, { numRuns: count, seed })) {
    if (!connection.isOpen()) {
      connection = await newRawConnection(url, headers);
      connections += 1;
      if (connections % 2 === 0) await connection.enter();
    }
    connection.send(some);
    // The relay has a say before the next one.
    await sleep(0);
  }
  connection.close();
  const at = `${url}/socket.io/?EIO=4&transport=polling`;
  for (const text of odd) {
    const opened = await (await fetch(at, { headers })).text();
    const sid = /"sid":"([^"]+)"/.exec(opened)?.[1] ?? '';
    await fetch(`${at}&sid=${sid}`, { headers, method: 'POST', body: text });
  }
  for (const query of [
    '',
    '?EIO=3',
    '?EIO=4',
    '?EIO=4&transport=websocket',
    '?EIO=4&transport=polling&sid=x',
    '?EIO=x',
  ]) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
      await fetch(`${url}/socket.io/${query}`, { headers, method });
  }
  return `${count} frames on ${connections} connections, ${odd.length} bodies, seed ${seed}`;
}

/** Whatever has a size, too large. */
export async function oversize({ url, headers = {} }: Target): Promise<string> {
  const large = 'x'.repeat(100_000);
  const words = ['room', 'id', 'message', 'username', 'person', 'emoji', 'since', 'target'];
  const frames = [
    `4${large}`,
    Buffer.alloc(1_000_000),
    `42["${large}"]`,
    `40{"protocol":1,"token":"${large}"}`,
    ...words.map((word) => `42["send",{"${word}":"${large}"}]`),
  ];
  // Each costs its sender the connection.
  for (const each of frames) {
    const connection = await newRawConnection(url, headers);
    connection.send(each);
    const patience = sleep(10_000, 'no end', { ref: false });
    if ((await Promise.race([connection.ended, patience])) === 'no end')
      throw new Error('a frame too large cost nothing');
  }
  const below = 'x'.repeat(60_000);
  const connection = await newRawConnection(url, headers);
  connection.send(`40{"protocol":1,"session":"${below}"}`);
  for (const word of words) connection.send(`421["send",{"room":"lobby","${word}":"${below}"}]`);
  for (const event of ['join', 'history', 'react', 'moderate'])
    connection.send(`42["${event}",${'['.repeat(25_000)}${']'.repeat(25_000)}]`);
  connection.send('2');
  connection.close();
  const at = `${url}/socket.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(at, { headers })).text();
  const sid = /"sid":"([^"]+)"/.exec(opened)?.[1] ?? '';
  const { status } = await fetch(`${at}&sid=${sid}`, {
    headers,
    method: 'POST',
    body: `4${large.repeat(20)}`,
  });
  if (status !== 413) throw new Error(`a body of 2 MB was answered with ${status}`);
  return `${frames.length} frames beyond what there may be, ${words.length + 4} just below`;
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
