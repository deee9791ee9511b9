import type { Random } from './random.ts';
import type { Report } from './report.ts';
import { absence } from './torments/absence.ts';
import { clock } from './torments/clock.ts';
import { cuts } from './torments/cuts.ts';
import { kills } from './torments/kills.ts';
import { losingTheStore } from './torments/losses.ts';
import {
  cluster,
  noMemory,
  nodeKills,
  pauses,
  redisKills,
  redisLinks,
  rollingRestarts,
} from './torments/nodes.ts';
import { pages } from './torments/pages.ts';
import { restarts } from './torments/restarts.ts';
import { fullDisk, readOnlyDisk, throwingStore } from './torments/stores.ts';
import { uploads } from './torments/uploads.ts';

interface Torment {
  /** Ends the sentence "nothing is lost, doubled or mixed up when …". */
  when: string;
  /** A few seconds of it, for every run of the tests. */
  short: (random: Random) => Promise<Report>;
  /** Enough of it to trust the promises. */
  full: (random: Random) => Promise<Report>;
}

export const torments: readonly Torment[] = [
  {
    when: 'the relay is killed while everybody sends',
    short: (random) => kills({ kills: 3, senders: 20, rooms: 2, messages: 1200 }, random),
    full: (random) => kills({ kills: 100, senders: 50, rooms: 5, messages: 100_000 }, random),
  },
  {
    when: 'the relay is restarted by its operator',
    short: (random) => restarts({ restarts: 2, senders: 10, rooms: 2 }, random),
    full: (random) => restarts({ restarts: 10, senders: 50, rooms: 5 }, random),
  },
  {
    when: 'links are cut in mid-message, hang half-open or are slow',
    short: (random) => cuts({ cuts: 40, halfOpens: 4, senders: 20, rooms: 2 }, random),
    full: (random) => cuts({ cuts: 1000, halfOpens: 100, senders: 50, rooms: 5 }, random),
  },
  {
    when: 'somebody is cut off in mid-send and comes back when the talk is far ahead',
    short: (random) => absence({ absent: 3, missed: 700 }, random),
    full: (random) => absence({ absent: 20, missed: 5000 }, random),
  },
  {
    when: 'pages are reloaded and tabs closed with messages waiting',
    short: (random) => pages({ times: 4, people: 1 }, random),
    full: (random) => pages({ times: 50, people: 3 }, random),
  },
  {
    when: 'the disk is full',
    short: (random) => fullDisk({ times: 1, senders: 5 }, random),
    full: (random) => fullDisk({ times: 5, senders: 20 }, random),
  },
  {
    when: 'the disk is read-only',
    short: (random) => readOnlyDisk({ times: 1, senders: 5 }, random),
    full: (random) => readOnlyDisk({ times: 1, senders: 20 }, random),
  },
  {
    when: 'the store throws',
    short: (random) => throwingStore({ times: 1, senders: 5 }, random),
    full: (random) => throwingStore({ times: 1, senders: 20 }, random),
  },
  {
    when: "the relay's clock jumps by an hour",
    short: (random) => clock({ jumps: 4, senders: 10, rooms: 2 }, random),
    full: (random) => clock({ jumps: 20, senders: 50, rooms: 5 }, random),
  },
  {
    when: 'the store is deleted or rolled back',
    short: (random) => losingTheStore({ times: 1, senders: 10, rooms: 2 }, random),
    full: (random) => losingTheStore({ times: 5, senders: 20, rooms: 2 }, random),
  },
  {
    when: 'the relay is killed while everybody uploads files and links are cut in mid-part',
    short: (random) => uploads({ kills: 3, uploaders: 6, rooms: 2, perRound: 2 }, random),
    full: (random) => uploads({ kills: 40, uploaders: 12, rooms: 3, perRound: 2 }, random),
  },
];

/** Three nodes on one Redis, or on a cluster. */
export const nodeTorments: readonly Torment[] = [
  {
    when: 'one of three nodes is killed while everybody sends',
    short: (random) => nodeKills({ times: 3, senders: 10, rooms: 2, messages: 300 }, random),
    full: (random) => nodeKills({ times: 30, senders: 50, rooms: 5, messages: 20_000 }, random),
  },
  {
    when: 'the Redis of three nodes is killed while everybody sends',
    short: (random) => redisKills({ times: 2, senders: 10, rooms: 2, messages: 300 }, random),
    full: (random) => redisKills({ times: 10, senders: 50, rooms: 5, messages: 12_000 }, random),
  },
  {
    when: 'the Redis of three nodes does not answer for a while',
    short: (random) => pauses({ times: 1, senders: 10, rooms: 2, messages: 100 }, random),
    full: (random) => pauses({ times: 10, senders: 50, rooms: 5, messages: 5000 }, random),
  },
  {
    when: 'links between nodes and Redis are cut, hang half-open or are slow',
    short: (random) => redisLinks({ times: 2, senders: 10, rooms: 2, messages: 300 }, random),
    full: (random) => redisLinks({ times: 40, senders: 50, rooms: 5, messages: 10_000 }, random),
  },
  {
    when: 'the Redis of three nodes has no memory left',
    short: (random) => noMemory({ times: 1, senders: 5, rooms: 1, messages: 50 }, random),
    full: (random) => noMemory({ times: 5, senders: 20, rooms: 2, messages: 2000 }, random),
  },
  {
    when: 'three nodes are restarted one after the other by their operator',
    short: (random) => rollingRestarts({ times: 1, senders: 10, rooms: 2, messages: 100 }, random),
    full: (random) => rollingRestarts({ times: 5, senders: 50, rooms: 5, messages: 5000 }, random),
  },
  {
    when: 'nodes on a Redis Cluster of three masters are killed',
    short: (random) => cluster({ times: 1, senders: 10, rooms: 5, messages: 100 }, random),
    full: (random) => cluster({ times: 5, senders: 20, rooms: 10, messages: 2000 }, random),
  },
];
