import type { Random } from './random.ts';
import type { Report } from './report.ts';
import { absence } from './torments/absence.ts';
import { clock } from './torments/clock.ts';
import { cuts } from './torments/cuts.ts';
import { kills } from './torments/kills.ts';
import { losingTheStore } from './torments/losses.ts';
import { pages } from './torments/pages.ts';
import { restarts } from './torments/restarts.ts';
import { fullDisk, readOnlyDisk, throwingStore } from './torments/stores.ts';

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
];
