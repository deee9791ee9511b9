import { setTimeout as delay } from 'node:timers/promises';
import { type RelayProcess, startAlteredRelay, startRelayWithClock } from '../altered-relay.ts';
import { sum } from '../crowd.ts';
import { checkFiles, type Reading, type ReadMessage } from '../file-checker.ts';
import { readLog } from '../fresh-reader.ts';
import { leftFiles, markEndOfSweep, readFiles } from '../left-files.ts';
import { allMoments, type Moment, Moments } from '../moments.ts';
import { until } from '../patience.ts';
import { Proxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import { startRelay } from '../relay.ts';
import type { Report } from '../report.ts';
import { Uploader } from '../uploader.ts';
import { WireTap } from '../wire-tap.ts';

export interface UploadsPlan {
  kills: number;
  uploaders: number;
  rooms: number;
  /** How many messages each sends between two kills. */
  perRound: number;
  /** In the middle of what the relay is killed. */
  moments?: readonly Moment[];
}

/** When the relay removes what nothing needs, in milliseconds: uploads without a message are kept for a day. */
const later = 26 * 60 * 60 * 1000;

/** In seconds. */
const patience = 180;

/**
 * Kills the relay while people upload files and send messages with them, over links that are cut in mid-part. It is started again
 * at once, with the same port and data.
 *
 * @param alterations of preload/alterations.mjs
 */
export async function uploads(
  plan: UploadsPlan,
  random: Random,
  alterations: readonly string[] = [],
): Promise<Report> {
  const start = (options = {}): Promise<RelayProcess> =>
    alterations.length > 0 ? startAlteredRelay(alterations, options) : startRelay(options);
  let relay = await start();
  const { port, data } = relay;
  const proxy = await Proxy.listen(port);
  const moments = new Moments();
  const rooms = Array.from({ length: plan.rooms }, (_, index) => `files ${index}`);
  const people = Array.from({ length: plan.uploaders }, (_, index) => {
    const name = `u${index}`;
    const room = rooms[index % rooms.length] ?? '';
    return new Uploader(name, proxy.url, room, random.fork(name), moments);
  });
  const taps = rooms.map((room) => new WireTap(relay.url, room, `a listener in ${room}`));
  const cutting = new AbortController();
  const struck = new Map<Moment, number>(allMoments.map((moment) => [moment, 0]));
  try {
    await until(
      () => taps.every(({ isIn }) => isIn),
      patience,
      () => 'a listener did not come in',
    );
    void cutLinks(proxy, random.fork('cuts'), cutting.signal);
    for (let kill = 0; kill < plan.kills; kill++) {
      for (const person of people) person.send(plan.perRound);
      // Not the first ones: before the kill, some files are to be complete and some messages sent.
      const moment = random.pick(plan.moments ?? allMoments);
      for (let left = random.between(2, 2 * plan.uploaders); left > 0; left--)
        await moments.next(moment, 3000);
      // The relay checks and stores a file after its last byte.
      await delay(random.between(0, random.pick([5, 40, 200])));
      for (const moment of allMoments)
        if (moments.isUnderWay(moment)) struck.set(moment, (struck.get(moment) ?? 0) + 1);
      await relay.kill();
      relay = await start({ port, data });
    }
    await until(
      () => people.every(({ isDone }) => isDone),
      patience,
      () => `${people.filter(({ isDone }) => !isDone).length} are still uploading`,
    );
    cutting.abort();
    await relay.kill();

    relay = await startRelay({ port, data });
    const files = people.flatMap((person) => person.uploads);
    const readAll = async (): Promise<Map<string, Reading>> => {
      const readings = new Map<string, Reading>();
      for (const room of rooms) {
        const inRoom = files.filter((file) => file.room === room);
        for (const [id, reading] of await readFiles(relay.url, room, inRoom)) readings.set(id, reading);
      }
      return readings;
    };
    const readLogs = async (knows: object): Promise<ReadMessage[]> => {
      const logs = await Promise.all(rooms.map((room) => readLog(relay.url, room, knows)));
      return logs.flatMap(({ messages }, index) =>
        messages.map((message) => ({ ...message, room: rooms[index] ?? '' })),
      );
    };
    const readings = await readAll();
    const [log, oldLog] = [await readLogs({ files: true }), await readLogs({})];
    await until(
      () => log.every(({ room, seq }) => taps.every((tap) => tap.room !== room || tap.head >= seq)),
      patience,
      () => '',
    ).catch(() => {});
    await relay.stop();

    const isSwept = await markEndOfSweep(data);
    relay = await startRelayWithClock([], { port, data, start: later });
    await until(isSwept, patience, () => 'the sweep did not come to its end');
    const readingsLater = await readAll();
    await relay.stop();

    const messages = people.flatMap((person) => person.messages);
    const listeners = taps.map(({ who, room, files: told }) => ({ who, room, files: told }));
    const left = await leftFiles(data);
    const found = checkFiles({
      uploads: files,
      messages,
      log,
      oldLog,
      listeners,
      readings,
      readingsLater,
      left,
    });
    return {
      violations: [...found, ...taps.flatMap((tap) => tap.judge())],
      figures: {
        kills: plan.kills,
        'kills in mid-part': struck.get('a part') ?? 0,
        'kills in the last part': struck.get('the last part') ?? 0,
        'kills in mid-send': struck.get('a message') ?? 0,
        cuts: proxy.counts.cuts,
        'cuts in mid-chunk': proxy.counts.cutsInMidMessage,
        files: files.length,
        megabytes: Math.round(sum(files.map(({ size }) => size)) / 1e6),
        parts: sum([moments.counts.get('a part') ?? 0, moments.counts.get('the last part') ?? 0]),
        'files complete': files.filter(({ isComplete }) => isComplete).length,
        'files cancelled': files.filter(({ isCancelled }) => isCancelled).length,
        messages: messages.length,
        acknowledged: messages.filter(({ acknowledged }) => acknowledged).length,
        deleted: messages.filter(({ deletion }) => deletion).length,
        'refused for a file of another': messages.filter(({ refused }) => refused === 'conflict').length,
        'duplicates suppressed': proxy.counts.duplicates,
        'files in the end': left.blobs.length,
      },
    };
  } finally {
    cutting.abort();
    for (const person of people) person.close();
    for (const tap of taps) tap.close();
    proxy.close();
    await relay.stop();
  }
}

/** So many links are those from which one is cut. */
const newest = 4;

/** Cuts one link after the other, most often in the middle of a part. */
async function cutLinks(proxy: Proxy, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // The newest links bring the parts.
    const healthy = [...proxy.links].filter(({ isHealthy }) => isHealthy).slice(-newest);
    if (healthy.length > 0) random.pick(healthy).cut(random.between(1, 100_000));
    await delay(random.between(10, 100), undefined, { signal }).catch(() => {});
  }
}
