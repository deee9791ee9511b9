import { setTimeout as delay } from 'node:timers/promises';
import { startRelay } from '../relay.ts';
import { type RelayProcess, startAlteredRelay } from '../altered-relay.ts';
import type { PromiseName, Violation } from '../checker.ts';
import { Crowd, sum } from '../crowd.ts';
import { makeDisk } from '../full-disk.ts';
import { fillRoom, ForgettingRoom, keepsNewest } from '../forgetting-room.ts';
import { HeldTalk, holdsLinks } from '../held-talk.ts';
import { until } from '../patience.ts';
import { type Answered, PlainClient } from '../plain-client.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

/** What goes on beside the crowd, and is judged by rules of its own. */
interface Other {
  write(): void;
  readonly isDone: boolean;
  verdict(relayUrl: string): Promise<Violation[]>;
  close(): void;
}

export interface StoresPlan {
  times: number;
  senders: number;
}

/** The longest padding that still is a text, so that the store must grow soon. */
const padding = 4000;

/**
 * Fills the relay's disk and frees it again, while it has everything to write at once: messages, changes, moderation, held
 * messages and their review, and what it forgets.
 */
export async function fullDisk(plan: StoresPlan, random: Random): Promise<Report> {
  const disk = makeDisk();
  let relay: RelayProcess | undefined;
  try {
    await fillRoom(disk.folder);
    relay = await startRelay({ data: disk.folder, env: { ...holdsLinks, ...keepsNewest } });
    const { pid, url } = relay;
    const beside = [new HeldTalk(url, random.fork('held')), new ForgettingRoom(url)];
    const failure = { begin: async () => disk.fill(pid), end: async () => disk.free(pid) };
    return await failing(plan, random, relay, failure, beside);
  } finally {
    await relay?.stop();
    disk.remove();
  }
}

/** Lets appends throw: before anything is committed, and when everything is. */
export async function throwingStore(plan: StoresPlan, random: Random): Promise<Report> {
  const relay = await startAlteredRelay(['fail to store on SIGUSR2']);
  const stage = async (name: string): Promise<void> => {
    process.kill(relay.pid, 'SIGUSR2');
    await until(
      () => relay.output.includes(`The store fails: ${name}`),
      10,
      () => `it never failed ${name}`,
    );
  };
  try {
    const report = await failing({ ...plan, times: 1 }, random, relay, {
      begin: async () => {
        await stage('before the commit');
        await delay(random.between(100, 1000));
        await stage('after the commit');
      },
      end: () => stage('no more'),
    });
    // An entry that was committed and then called failed is passed on to nobody; clients see the gap and ask.
    const violations = report.violations.filter(({ about }) => !about.startsWith('a listener'));
    return { ...report, violations };
  } finally {
    await relay.stop();
  }
}

/** Makes the disk read-only between two lives of the relay. */
export async function readOnlyDisk(plan: StoresPlan, random: Random): Promise<Report> {
  const disk = makeDisk();
  let relay = await startRelay({ data: disk.folder });
  const { port, data } = relay;
  const crowd = new Crowd({ relayUrl: relay.url, senders: plan.senders, rooms: 1, random });
  const violations: Violation[] = [];
  try {
    await crowd.everyoneOnline();
    crowd.write(5);
    await crowd.everythingDone();
    await relay.kill();
    crowd.write(5);
    if (disk.setWritable) {
      disk.setWritable(false);
      violations.push(...(await startsOnReadOnly({ port, data })));
      disk.setWritable(true);
    }
    relay = await startRelay({ port, data });
    await crowd.everyoneOnline();
    await crowd.everythingDone();
    violations.push(...(await crowd.verdict(relay.url)));
    return {
      violations,
      figures: {
        'refused starts': disk.setWritable ? 1 : 0,
        messages: crowd.written,
        acknowledged: crowd.acknowledged,
      },
    };
  } finally {
    crowd.close();
    await relay.stop();
    disk.remove();
  }
}

/** A relay that cannot store anything must say so and end. */
async function startsOnReadOnly(options: { port: number; data: string }): Promise<Violation[]> {
  try {
    const relay = await startRelay(options);
    await relay.kill();
    return [broken('acknowledged', 'a relay started that cannot store anything')];
  } catch (error) {
    if (String(error).includes('Cannot use the data folder')) return [];
    return [broken('kept', `a relay did not say why it cannot start: ${String(error)}`)];
  }
}

/** Has a crowd, and somebody who sees each refusal, send before, while and after the store fails. */
async function failing(
  plan: StoresPlan,
  random: Random,
  relay: RelayProcess,
  failure: { begin: () => Promise<void>; end: () => Promise<void> },
  others: readonly Other[] = [],
): Promise<Report> {
  const crowd = new Crowd({
    relayUrl: relay.url,
    senders: plan.senders,
    rooms: 1,
    random: random.fork('crowd'),
  });
  const plain = new PlainClient('plain', relay.url, 'room 0', random.fork('plain'));
  const refusals: number[] = [];
  const violations: Violation[] = [];
  const writeAll = (): void => {
    crowd.write(5);
    for (const other of others) other.write();
  };
  try {
    await crowd.everyoneOnline();
    for (let time = 0; time < plan.times; time++) {
      writeAll();
      await failure.begin();
      writeAll();
      const answers = await sendUntil(plain, isRefused);
      refusals.push(answers.length);
      violations.push(...unnamed(answers));
      await failure.end();
      // Healthy again, by itself.
      await sendUntil(plain, (answer) => typeof answer === 'object' && 'seq' in answer);
      await crowd.everythingDone();
      await until(
        () => others.every(({ isDone }) => isDone),
        60,
        () => 'held messages, or those of the room that forgets, are not answered',
      );
    }
    if (relay.output.includes('UnhandledPromise')) violations.push(broken('kept', 'the relay lost an error'));
    const beside = [{ room: 'room 0', views: [], written: plain.written }];
    violations.push(...(await crowd.verdict(relay.url, beside)));
    for (const other of others) violations.push(...(await other.verdict(relay.url)));
    return {
      violations,
      figures: {
        failures: plan.times,
        'tries until a refusal': sum(refusals),
        messages: crowd.written + plain.written.length,
        acknowledged: crowd.acknowledged + plain.written.length,
        failed: crowd.failed,
      },
    };
  } finally {
    plain.close();
    crowd.close();
    for (const other of others) other.close();
  }
}

async function sendUntil(plain: PlainClient, isEnough: (answer: Answered) => boolean): Promise<Answered[]> {
  const answers: Answered[] = [];
  await until(
    async () => {
      const answer = await plain.send(padding);
      answers.push(answer);
      return isEnough(answer);
    },
    40,
    () => `the relay last answered ${JSON.stringify(answers.at(-1))}`,
  );
  return answers;
}

function isRefused(answer: Answered): boolean {
  return typeof answer === 'object' && 'refused' in answer;
}

/** A store that fails is refused as `unavailable`, with the time after which to try again; nothing goes unanswered. */
function unnamed(answers: readonly Answered[]): Violation[] {
  return answers
    .filter((answer) => {
      if (answer === 'no answer') return true;
      return 'refused' in answer && (answer.refused !== 'unavailable' || answer.retryAfter === undefined);
    })
    .map((answer) => broken('kept', `a store that fails was answered with ${JSON.stringify(answer)}`));
}

function broken(promise: PromiseName, about: string): Violation {
  return { promise, about };
}
