import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { newRawConnection } from './raw-connection.ts';
import type { Target } from './attacks.ts';

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

/** Sends this many malformed frames, on a new connection whenever the relay ends one, and bodies of such frames by polling. */
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
    // The relay gets a turn of the event loop before the next frame.
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
