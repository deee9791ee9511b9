import type { Constants, Costs } from './constants.ts';

/** How much of one core a relay, or a server of Redis, may use all the time. The rest is for peaks. */
export const share = 0.6;

/** What people do. It is assumed, not measured. */
export interface Habits {
  name: string;
  /** Absent: all are in one room. */
  perRoom?: number;
  /** Messages a second that a person writes; if all are in one room, messages of all. */
  perPerson?: number;
  inAll?: number;
  /** How long a person stays, in seconds. */
  stay: number;
}

export const habits: readonly Habits[] = [
  { name: 'rooms of 10', perRoom: 10, perPerson: 1 / 120, stay: 1800 },
  { name: 'rooms of 1,000', perRoom: 1000, perPerson: 1 / 1800, stay: 1800 },
  { name: 'one room', inAll: 5, stay: 1800 },
];

export const crowds: readonly number[] = [10_000, 100_000, 1_000_000];

/** What a crowd needs. */
export interface Need {
  people: number;
  habits: Habits;
  nodes: number;
  /** CPU seconds a second of a node, by what it does. */
  cpu: Record<Part, number>;
  /** Resident memory of a node. */
  memory: number;
  /** CPU seconds a second of Redis, all servers together; 0 for a lone relay. */
  redis: number;
  shards: number;
  /** Bytes of messages in Redis in a day. */
  perDay: number;
}

export type Part =
  | 'open connections'
  | 'fan-out'
  | 'lists of members'
  | 'people who come'
  | 'appends'
  | 'other nodes';

/** How long a room gathers entries, in seconds: as relay/src/rooms/live-room.ts has it. */
export function gathering(sockets: number): number {
  return Math.min(Math.max(sockets * 0.4, 10), 50) / 1000;
}

/** How often frames leave, for events at this rate of which each frame gathers those of a time. */
export function gathered(rate: number, seconds: number): number {
  return rate / (1 + rate * seconds);
}

const mostNodes = 100_000;

/** The fewest nodes that are enough. One needs no Redis. */
export function needOf(constants: Constants, people: number, of: Habits): Need {
  for (let nodes = 1; nodes <= mostNodes; nodes = Math.max(nodes + 1, Math.floor(nodes * 1.01))) {
    const need = needWith(constants, people, of, nodes);
    if (sum(need.cpu) <= share) return need;
  }
  throw new Error(`No number of nodes is enough for ${people} people: ${of.name}`);
}

export function needWith(constants: Constants, people: number, of: Habits, nodes: number): Need {
  const { lone, shared, redis } = constants;
  const isAlone = nodes === 1;
  const costs = isAlone ? lone : shared;
  const { perRoom = people, perPerson = (of.inAll ?? 0) / people } = of;
  const messages = people * perPerson;
  /** The share of the rooms that have somebody on a node. */
  const present = 1 - (1 - 1 / nodes) ** perRoom;
  const onNode = people / nodes;
  const cpu: Need['cpu'] = {
    ...connectionCpu(costs, { perRoom, rate: perRoom * perPerson, stay: of.stay, onNode }),
    'people who come': (onNode / of.stay) * costs.join,
    appends: (messages / nodes) * costs.append,
    'other nodes': isAlone ? 0 : messages * Math.max(present - 1 / nodes, 0) * redis.heard,
  };
  const used = isAlone ? 0 : messages * (redis.append + redis.told * nodes * present);
  return {
    people,
    habits: of,
    nodes,
    cpu,
    memory: costs.base + onNode * costs.connection,
    redis: used,
    shards: Math.ceil(used / share),
    perDay: isAlone ? 0 : messages * 86_400 * redis.message,
  };
}

/** What the connections of a node cost. @param rate messages a second in each room */
export function connectionCpu(
  costs: Costs,
  { perRoom, rate, stay, onNode }: { perRoom: number; rate: number; stay: number; onNode: number },
): Pick<Need['cpu'], 'open connections' | 'fan-out' | 'lists of members'> {
  const frames = gathered(rate, gathering(perRoom));
  const lists = gathered((2 * perRoom) / stay, 1);
  return {
    'open connections': onNode * costs.idle,
    'fan-out': onNode * (frames * costs.frame + rate * costs.delivery),
    'lists of members': onNode * lists * costs.list,
  };
}

/** The part that takes most of the time of a node. */
export function largestPart({ cpu }: Need): Part {
  const parts = Object.entries(cpu) as [Part, number][];
  const [[part] = ['fan-out' as const]] = parts.toSorted(([, one], [, other]) => other - one);
  return part;
}

export function sum(cpu: Need['cpu']): number {
  return Object.values(cpu).reduce((all, each) => all + each, 0);
}

/** How many messages a second one room can have: they are all appended by one server of Redis, which tells so many nodes. */
export function mostInOneRoom({ redis }: Constants, nodes: number): number {
  return share / (redis.append + redis.told * nodes);
}
