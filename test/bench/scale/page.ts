import { count, kilobytes, megabytes, percent } from '../figures.ts';
import { asMarkdown } from '../page/page.ts';
import type { Row } from '../bench.ts';
import type { Constants, Costs } from './constants.ts';
import {
  crowds,
  habits,
  largestPart,
  mostInOneRoom,
  needOf,
  needWith,
  type Need,
  type Part,
  share,
  sum,
} from './model.ts';
import { simulate } from './simulate.ts';

const seed = 1;
const simulatedSeconds = 60;
const million = 1_000_000;
const hot = habits.find(({ perRoom }) => perRoom === undefined) ?? { name: 'one room', inAll: 5, stay: 1800 };

const microseconds = (seconds: number): string =>
  seconds === 0 ? 'less than the noise' : `${(seconds * 1e6).toFixed(1)} µs`;
const inTime = (seconds: number): string =>
  seconds === Infinity
    ? 'never'
    : seconds < 1
      ? `${(seconds * 1000).toFixed(0)} ms`
      : `${seconds.toFixed(1)} s`;

/** The tables of the page, each under its heading. */
export interface Section {
  title: string;
  about: string;
  rows: Row[];
}

export function sectionsOf(constants: Constants): Section[] {
  return [
    measured(constants),
    assumed(),
    needed(constants),
    limited(constants),
    simulated(constants),
    broken(constants),
  ];
}

export function pageOf(constants: Constants): string {
  return [
    '# Scale',
    'For operators: what a relay costs for each person and message, measured, and what follows for many people, computed. `npm run bench -- --scale` writes this page; do not edit it by hand.',
    constants.circumstances.map((each) => `- ${each}`).join('\n'),
    '```sh\nnpm run bench -- --scale             # measures for about four minutes, writes this page\nnpm run bench -- --scale --computed  # computes it anew from test/bench/scale/constants.json\n```',
    ...sectionsOf(constants).flatMap(({ title, about, rows }) => [`## ${title}`, about, asMarkdown(rows)]),
    '## What this does not tell',
    'Servers, clients and Redis were processes on one machine, over loopback. Not measured: real networks, TLS, proxies, replicas and flushing of Redis, a Redis Cluster under load, more than three relays on one Redis, and more than a few thousand connections. All else is computed from the first table, with costs that grow in proportion.',
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function measured({ lone, shared, redis }: Constants): Section {
  const row = (what: string, format: (value: number) => string, of: (costs: Costs) => number): Row => ({
    what,
    'a lone relay, on a folder': format(of(lone)),
    'a relay on Redis': format(of(shared)),
  });
  const other = (what: string, cost: string): Row => ({
    what,
    'a lone relay, on a folder': '',
    'a relay on Redis': cost,
  });
  return {
    title: 'What was measured',
    about:
      'Memory is resident, after a garbage collection. Times are CPU of all threads of the process, so a relay that uses 1 s in a second uses about one core: nearly all of it is one thread.',
    rows: [
      row('memory of the process without connections', megabytes, ({ base }) => base),
      row('memory of a connection', kilobytes, ({ connection }) => connection),
      row('CPU of an idle connection, each second', microseconds, ({ idle }) => idle),
      row('CPU of connecting and joining', microseconds, ({ join }) => join),
      row('CPU of a message that is appended, at 400 a second', microseconds, ({ append }) => append),
      row('CPU of a frame to one person', microseconds, ({ frame }) => frame),
      row('CPU of each message in the frame', microseconds, ({ delivery }) => delivery),
      row('CPU of a list of members to one person', microseconds, ({ list }) => list),
      other('CPU of a message that another relay has appended', microseconds(redis.heard)),
      other('CPU of Redis for a message', microseconds(redis.append)),
      other('CPU of Redis for each relay that is told of it', microseconds(redis.told)),
      other('memory of a message in Redis', kilobytes(redis.message)),
    ],
  };
}

function assumed(): Section {
  return {
    title: 'What is assumed',
    about: `People are spread evenly over the relays. A relay, and a server of Redis, may use ${percent(share)} of a core; the rest is for peaks, and for people who come back after a restart. A room tells its members of those who come and go once a second at most.`,
    rows: habits.map(({ name, perPerson, inAll, stay }) => ({
      rooms: name,
      messages:
        perPerson === undefined
          ? `${inAll} a second in all`
          : `one of each person in ${count(1 / perPerson / 60)} minutes`,
      'a person stays': `${count(stay / 60)} minutes`,
    })),
  };
}

function needed(constants: Constants): Section {
  return {
    title: 'What so many people need',
    about:
      'The fewest relays that stay within that share. One relay needs no Redis. A server of Redis is a master; replicas come on top.',
    rows: needs(constants).map((need) => ({
      people: count(need.people),
      rooms: need.habits.name,
      relays: count(need.nodes),
      'people on each': count(need.people / need.nodes),
      'memory of each': megabytes(need.memory),
      'memory of all': gigabytes(need.memory * need.nodes),
      'servers of Redis': need.nodes === 1 ? 'none' : count(need.shards),
      'messages in Redis, a day': need.nodes === 1 ? '' : gigabytes(need.perDay),
    })),
  };
}

function limited(constants: Constants): Section {
  return {
    title: 'Where the first limit is',
    about: 'What the CPU of a relay goes to, and how busy Redis is.',
    rows: needs(constants).map((need) => {
      const whole = sum(need.cpu);
      const of = (part: Part): string => percent(need.cpu[part] / whole);
      return {
        people: count(need.people),
        rooms: need.habits.name,
        'first limit': largestPart(need),
        'fan-out': of('fan-out'),
        'open connections': of('open connections'),
        'lists of members': of('lists of members'),
        'people who come': of('people who come'),
        appends: of('appends'),
        'messages of other relays': of('other nodes'),
        'Redis, of one core': percent(need.redis),
      };
    }),
  };
}

function simulated(constants: Constants): Section {
  const { nodes: enough } = needOf(constants, million, hot);
  const nodes = [0.25, 0.5, 0.75, 1, 1.5, 2].map((part) => Math.max(2, Math.round(enough * part)));
  return {
    title: 'One room of 1,000,000 people, simulated',
    about: `${hot.inAll} messages a second by chance for ${simulatedSeconds} s, seed ${seed}. People come to a relay by chance. Redis appends and tells one relay after the other; each relay gathers for 50 ms and writes to one person after the other, beside its other work. The delay is from the arrival at a relay until a person’s frame is written, without any network. The fourth line is the number of the table above.`,
    rows: nodes.map((each) => {
      const result = simulate(constants, {
        people: million,
        nodes: each,
        habits: hot,
        seconds: simulatedSeconds,
        seed,
      });
      return {
        relays: count(each),
        'people on the fullest': count(result.fullest),
        'its CPU, of one core': percent(result.cpu),
        'median delay': inTime(result.median),
        'slowest in a hundred': inTime(result.slow),
        'last of all': inTime(result.last),
        'keeps up': result.keepsUp ? 'yes' : 'NO',
      };
    }),
  };
}

function broken(constants: Constants): Section {
  const { nodes } = needOf(constants, million, hot);
  const { shared } = constants;
  const full = needWith(constants, million, hot, nodes);
  const onNode = million / nodes;
  return {
    title: 'What breaks it',
    about:
      'Bounds that more relays do not move, for one room of 1,000,000 people on the relays of the table above.',
    rows: [
      {
        what: 'messages a second in one room, at which its server of Redis is full',
        bound: `${count(mostInOneRoom(constants, nodes))}: a room is in one server, whatever their number`,
      },
      ...[10, 20, 50].map((inAll) => ({
        what: `${inAll} messages a second in the room`,
        bound: `${count(needOf(constants, million, { ...hot, inAll }).nodes)} relays: a relay gathers messages for 50 ms, so it writes 20 frames a second at most`,
      })),
      {
        what: 'deliveries a second at the assumed rate',
        bound: count(million * (hot.inAll ?? 0)),
      },
      {
        what: 'a relay that ends: its people come to the others',
        bound: `${count(onNode)} people, ${inTime((onNode * shared.join) / (nodes - 1))} of CPU for each of the other ${count(nodes - 1)}`,
      },
      {
        what: 'all people come at once, as after a loss of the network',
        bound: `${inTime((onNode * shared.join) / (1 - sum(full.cpu)))} until the last one is back, by the CPU that is left`,
      },
    ],
  };
}

function needs(constants: Constants): Need[] {
  return habits.flatMap((of) => crowds.map((people) => needOf(constants, people, of)));
}

function gigabytes(bytes: number): string {
  const size = bytes / 2 ** 30;
  return `${size.toFixed(size < 10 ? 1 : 0)} GB`;
}
