import { randomBytes } from 'node:crypto';
import { openLog } from '../../../relay/lib/log/open-log.js';
import { atLeast, type BenchOptions, type Goal, type Result, type Row } from '../bench.ts';
import { count, ratio } from '../figures.ts';
import type { Kind } from '../load/servers.ts';
import { newFolder, removeFolder } from '../load/servers.ts';
import { together } from '../load/together.ts';

const inFlight = 500;
const talkers = 100;
const text = 'A message of one hundred characters, as people write them. '.repeat(2).slice(0, 100);

export const title = 'Entries a second';
export const about = `As many messages as possible, of which ${inFlight} always wait for their acknowledgement: appended to the log itself, in the process of the bench; and sent by ${talkers} people, each alone in a room. The disk is that of the folder for temporary files.`;

export async function bench({ seconds }: BenchOptions): Promise<Result> {
  const rows: Row[] = [];
  const goals: Goal[] = [];
  for (const data of ['disk', 'memory']) {
    const perSecond = await appendsToLog(data, seconds);
    rows.push({ what: `log, ${data}`, 'entries a second': count(perSecond), 'to Socket.IO': '' });
    if (data === 'disk')
      goals.push(atLeast('entries a second at the log on the disk', perSecond, 40_000, count));
  }
  const sent = await sentThroughSockets(seconds);
  for (const [kind, perSecond] of sent) {
    const toBare = ratio(perSecond / (sent.get('socket.io') ?? NaN));
    rows.push({
      what: `${kind}, through sockets`,
      'entries a second': count(perSecond),
      'to Socket.IO': toBare,
    });
  }
  goals.push(atLeast('entries a second through sockets', sent.get('relay') ?? NaN, 10_000, count));
  return { rows, goals };
}

async function appendsToLog(data: string, seconds: number): Promise<number> {
  const folder = newFolder();
  const log = await openLog(data === 'disk' ? folder : ':memory:');
  try {
    let appended = 0;
    const append = async (writer: number, ends: number): Promise<void> => {
      while (performance.now() < ends) {
        const id = randomBytes(16).toString('base64url');
        await log.append(`room-${writer % talkers}`, {
          type: 'message',
          id,
          sender: `person-${writer}`,
          username: `Person ${writer}`,
          message: text,
        });
        appended += 1;
      }
    };
    const run = (time: number): Promise<void[]> => {
      const ends = performance.now() + time * 1000;
      return Promise.all(Array.from({ length: inFlight }, (_, writer) => append(writer, ends)));
    };
    await run(1);
    appended = 0;
    const began = performance.now();
    await run(seconds);
    return (appended * 1000) / (performance.now() - began);
  } finally {
    await log.close();
    removeFolder(folder);
  }
}

function sentThroughSockets(seconds: number): Promise<Map<Kind, number>> {
  return together(['socket.io', 'relay in memory', 'relay'], async (pairs) => {
    const sent = new Map<Kind, number>();
    for (const { kind, server, crowd } of pairs) {
      await crowd.connect({ port: server.port, kind, connections: talkers, atOnce: 10 });
      await crowd.join({ rooms: talkers, perRoom: 1, atOnce: 10 });
      const press = { inFlight: inFlight / talkers, seconds };
      await crowd.press({ ...press, seconds: 1 });
      const began = performance.now();
      const { acknowledged } = await crowd.press(press);
      sent.set(kind, (acknowledged * 1000) / (performance.now() - began));
      await crowd.connect({ port: server.port, kind, connections: 0, atOnce: 1 });
    }
    return sent;
  });
}
