import { Random } from '../../faults/random.ts';
import type { Constants } from './constants.ts';
import { connectionCpu, gathering, type Habits } from './model.ts';

/** A room whose people are on several relays, and how long it is watched, in seconds. */
export interface Plan {
  people: number;
  nodes: number;
  habits: Habits;
  seconds: number;
  seed: number;
}

export interface Simulated {
  /** People on the fullest node. */
  fullest: number;
  /** CPU seconds a second of the fullest node. */
  cpu: number;
  /** From a message's arrival at its relay until a person's frame is written, in seconds. */
  median: number;
  /** Of the slowest delivery in a hundred, and of the last. */
  slow: number;
  last: number;
  /** Whether no frame of the last messages had to wait for more than a second. */
  keepsUp: boolean;
}

/** How many people of a node are looked at for each message. */
const samples = 20;

/**
 * Lets messages arrive by chance at a constant mean rate. Redis appends one after the other, and tells the nodes one after the
 * other. A node gathers what comes within 50 ms, and writes a frame to each of its people, one after the other, by the CPU that
 * its other work leaves.
 */
export function simulate({ shared, redis }: Constants, plan: Plan): Simulated {
  const { people, nodes, habits, seconds, seed } = plan;
  const random = new Random(seed);
  const counts = spread(people, nodes, random.fork('people'));
  const rate = habits.inAll ?? 0;
  const arrivals = arrivalsAt(rate, seconds, random.fork('messages'));
  const told = publish(arrivals, redis.append + redis.told * nodes);
  const sampled = random.fork('samples');
  const delays: number[] = [];
  let keepsUp = true;
  let cpu = 0;
  const fullest = Math.max(...counts);
  for (const [node, onNode] of counts.entries()) {
    const parts = connectionCpu(shared, { perRoom: people, rate, stay: habits.stay, onNode });
    const background =
      parts['open connections'] + parts['lists of members'] + (onNode / habits.stay) * shared.join;
    let busyUntil = 0;
    let lastFrame = -Infinity;
    let worked = 0;
    for (let next = 0; next < told.length;) {
      const first = (told[next] ?? 0) + node * redis.told;
      const leaves = Math.max(first, lastFrame + gathering(people), busyUntil);
      const entries = told.slice(next).findIndex((time) => time + node * redis.told > leaves);
      const count = entries === -1 ? told.length - next : Math.max(entries, 1);
      const work = count * redis.heard + onNode * (shared.frame + count * shared.delivery);
      const lasts = background < 1 ? work / (1 - background) : Infinity;
      for (let message = next; message < next + count; message += 1) {
        const since = arrivals[message] ?? 0;
        for (let each = 0; each < samples; each += 1) delays.push(leaves + sampled.next() * lasts - since);
        delays.push(leaves + lasts - since);
      }
      worked += work;
      lastFrame = leaves;
      busyUntil = leaves + lasts;
      next += count;
    }
    if (!(busyUntil <= (told.at(-1) ?? 0) + 1)) keepsUp = false;
    if (onNode === fullest) cpu = background + worked / seconds;
  }
  const sorted = Float64Array.from(delays).toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
  return { fullest, cpu, median: at(0.5), slow: at(0.99), last: at(1), keepsUp };
}

/** People come to a node by chance. */
function spread(people: number, nodes: number, random: Random): number[] {
  const counts = Array.from({ length: nodes }, () => 0);
  for (let person = 0; person < people; person += 1) {
    const node = random.between(0, nodes - 1);
    counts[node] = (counts[node] ?? 0) + 1;
  }
  return counts;
}

function arrivalsAt(rate: number, seconds: number, random: Random): number[] {
  const times: number[] = [];
  for (let time = 0; ;) {
    time -= Math.log(1 - random.next()) / rate;
    if (time >= seconds) return times;
    times.push(time);
  }
}

/** When the first node is told of each message. @param lasts how long Redis is busy with one */
function publish(arrivals: readonly number[], lasts: number): number[] {
  let free = 0;
  return arrivals.map((arrival) => {
    const begins = Math.max(arrival, free);
    free = begins + lasts;
    return begins;
  });
}
