import { openLog } from '../../../relay/lib/log/open-log.js';
import { atLeast, type BenchOptions, type Goal, type Result, type Row } from '../bench.ts';
import { count, ratio } from '../figures.ts';
import { type Kind, kindsFor, newFolder, removeFolder } from '../load/servers.ts';
import { together } from '../load/together.ts';

const inFlight = 500;
const talkers = 100;
const text = 'A message of one hundred characters, as people write them. '.repeat(2).slice(0, 100);

/** By profiles. */
const limitOfLog =
  'half of the time is in lmdb and its encoder, which write several records for each message, an eighth in garbage collection';

const limitOfSockets =
  'a seventh of the main thread’s time is the system’s writes to sockets, about as much LMDB and its encoder, a tenth garbage collection';

export const title = 'Entries a second';
export const about = `As many messages as possible, of which ${inFlight} always wait for their acknowledgement: appended to the log itself, in the process of the bench; and sent by ${talkers} people, each alone in a room. The disk is that of the folder for temporary files.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const rows: Row[] = [];
  const goals: Goal[] = [];
  for (const data of isQuick ? ['disk'] : ['disk', 'memory']) {
    const perSecond = await appendsToLog(data, seconds);
    rows.push({ what: `log, ${data}`, 'entries a second': count(perSecond), 'to Socket.IO': '' });
    if (data === 'disk')
      goals.push(atLeast('entries a second at the log on the disk', perSecond, 40_000, count, limitOfLog));
  }
  const sent = await sentThroughSockets(kindsFor(isQuick), seconds);
  for (const [kind, perSecond] of sent) {
    const toBare = ratio(perSecond / (sent.get('socket.io') ?? NaN));
    rows.push({
      what: `${kind}, through sockets`,
      'entries a second': count(perSecond),
      'to Socket.IO': toBare,
    });
  }
  goals.push(
    atLeast('entries a second through sockets', sent.get('relay') ?? NaN, 10_000, count, limitOfSockets),
  );
  return { rows, goals };
}

async function appendsToLog(data: string, seconds: number): Promise<number> {
  const folder = newFolder();
  const log = await openLog({ data: data === 'disk' ? folder : ':memory:' });
  try {
    let appended = 0;
    const append = async (writer: number, ends: number): Promise<void> => {
      while (performance.now() < ends) {
        // As long as a client's, and cheaper.
        const id = `entry-${appended}-of-${writer}-`.padEnd(22, '0');
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
    const before = appended;
    const began = performance.now();
    await run(seconds);
    return ((appended - before) * 1000) / (performance.now() - began);
  } finally {
    await log.close();
    removeFolder(folder);
  }
}

function sentThroughSockets(kinds: readonly Kind[], seconds: number): Promise<Map<Kind, number>> {
  return together(kinds, async (pairs) => {
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
