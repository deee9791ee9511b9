import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { MessageEntry } from '@realtime-chat/protocol';
import { openLog } from '../../../relay/lib/log/open-log.js';
import type { RoomLog } from '../../../relay/lib/log/log.js';
import { atMost, type BenchOptions, type Result } from '../bench.ts';
import { count, median, megabytes, seconds as inSeconds } from '../figures.ts';
import { growthGoals, growthPicture, growthRows, type Series } from '../growth.ts';
import { newFolder, removeFolder, startServer } from '../load/servers.ts';

const perRoom = 1000;
const page = 50;
const reads = 200;
const inFlight = 500;
const work = 'stored messages';
const text = 'A message of one hundred characters, as people write them. '.repeat(2).slice(0, 100);

export const title = 'Start, and growth with the stored messages';
export const about = `A store with messages in rooms of ${perRoom}. The time of the start is from the start of the process until it listens, the median of three; the memory is of heap and buffers then, after a garbage collection. Reading is of the newest ${page} messages of a room, appending with ${inFlight} in flight; both in the process of the bench. None of them need depend on the size of the store (at least exponent 0). The store’s file is in the page cache of the system.`;

interface Costs {
  start: number;
  memory: number;
  read: number;
  append: number;
}

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const sizes = isQuick ? [1000, 10_000, 100_000] : [1000, 10_000, 100_000, 1_000_000];
  const starts: Series = { label: 'start', unit: 's', least: 0, points: [] };
  const memories: Series = { label: 'memory', unit: 'MB', least: 0, points: [] };
  const readings: Series = { label: 'reading', unit: 'ms', least: 0, points: [] };
  const appending: Series = { label: 'append', unit: 'ms', least: 0, points: [] };
  const folder = newFolder();
  const runs = isQuick ? 1 : 3;
  try {
    const empty = await started(folder, runs);
    let rooms = 0;
    let last = empty;
    for (const x of sizes) {
      const { read, append } = await grown(folder, rooms, x / perRoom);
      rooms = x / perRoom;
      last = await started(folder, runs);
      starts.points.push({ x, y: last.start });
      memories.points.push({ x, y: last.memory / 1024 / 1024 });
      readings.points.push({ x, y: read });
      appending.points.push({ x, y: append });
    }
    const series = [starts, memories, readings, appending];
    const most = `${count(sizes.at(-1) ?? 0)} stored messages`;
    const none = { start: inSeconds(empty.start), memory: megabytes(empty.memory) };
    return {
      rows: [{ [work]: 'none', ...none, reading: '', append: '' }, ...growthRows(work, series)],
      goals: [
        atMost(`time until the relay listens, with ${most}`, last.start, 1, inSeconds),
        ...growthGoals(work, series),
      ],
      pictures: [growthPicture('growth-stored', work, 's, MB, ms', series)],
    };
  } finally {
    removeFolder(folder);
  }
}

async function started(folder: string, runs: number): Promise<Pick<Costs, 'start' | 'memory'>> {
  const times: number[] = [];
  const memories: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const server = await startServer('relay', folder);
    times.push((performance.now() - began) / 1000);
    memories.push(await server.memory());
    await server.end();
  }
  return { start: median(times), memory: median(memories) };
}

/** Fills rooms with messages, and measures the log then, in milliseconds for each read and each append. */
async function grown(folder: string, rooms: number, until: number): Promise<Pick<Costs, 'read' | 'append'>> {
  const log = await openLog({ data: folder });
  try {
    for (let room = rooms; room < until; room += 1) {
      await log.restore(
        `room-${room}`,
        Array.from({ length: perRoom }, (_, index) => entry(index + 1)),
      );
      await setImmediate();
    }
    return { read: await readTime(log, until), append: await appendTime(log) };
  } finally {
    await log.close();
  }
}

async function readTime(log: RoomLog, rooms: number): Promise<number> {
  const times: number[] = [];
  for (let read = 0; read < reads; read += 1) {
    const began = performance.now();
    await log.messagesBefore(`room-${(read * 7919) % rooms}`, perRoom + 1, page);
    times.push(performance.now() - began);
  }
  return median(times);
}

/** In a room of its own, so that the rooms stay as they are. */
async function appendTime(log: RoomLog): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: inFlight }, () => {
        const { type, id, sender, username, message } = entry(0);
        return log.append('another room', { type, id, sender, username, message });
      }),
    );
    times.push((performance.now() - began) / inFlight);
  }
  return median(times);
}

function entry(seq: number): MessageEntry {
  const sender = `person-${seq % 10}`;
  const id = randomBytes(16).toString('base64url');
  return {
    type: 'message',
    seq,
    id,
    sender,
    username: `Person ${seq % 10}`,
    message: text,
    time: 1_700_000_000_000 + seq,
  };
}
