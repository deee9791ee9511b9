import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Kind } from './servers.ts';

/** How many people are in how many rooms. */
export interface Crowd {
  rooms: number;
  perRoom: number;
}

/** What a crowd does when it is told to, each with its order and its answer. */
export interface Actions {
  /** Replaces the connections by as many new ones, `atOnce` at a time. They are spread evenly over several ports. */
  connect: {
    order: { port: number | readonly number[]; kind: Kind; connections: number; atOnce: number };
    answer: object;
  };
  /**
   * Each connection joins a room, all at once if `atOnce` is infinite. If it has joined before and the server is a relay,
   * it names the position that it had.
   */
  join: { order: Crowd & { atOnce: number }; answer: object };
  /** Each connection joins so many rooms, which no other is in, and talks in the last of them. */
  joinMany: { order: { roomsOfEach: number }; answer: object };
  /** Messages at a constant rate in all rooms together. Latencies are from each message to its acknowledgement. */
  talk: { order: { perSecond: number; seconds: number }; answer: Talked };
  /** Each connection always waits for so many acknowledgements. */
  press: { order: { inFlight: number; seconds: number }; answer: { acknowledged: number } };
  /** One message, in a room of two. The latency is until the other has it. */
  sayOne: { order: object; answer: { latency: number } };
  /** Resolves when each connection has got so many messages more than at its last `connect`. */
  hear: { order: { messages: number }; answer: object };
}

export type Order<Names extends keyof Actions = keyof Actions> = {
  [Name in Names]: { name: Name; order: Actions[Name]['order'] };
}[Names];

export interface Talked {
  sent: number;
  delivered: number;
  /** In how many frames, where two that arrived together count as one. */
  frames: number;
  /** In milliseconds. */
  latencies: number[];
}

export type RunningCrowd = {
  [Name in keyof Actions]: (order: Actions[Name]['order']) => Promise<Actions[Name]['answer']>;
} & { end(): Promise<void> };

/** How many connections are made or join at the same time, if nothing else is said. */
const usualAtOnce = 50;

/** Clients of a server, in a process of their own. They have not connected yet. */
export function newCrowd(): RunningCrowd {
  const child = fork(join(import.meta.dirname, 'crowd-process.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const action =
    <Name extends keyof Actions>(name: Name) =>
    async (order: Actions[Name]['order']): Promise<Actions[Name]['answer']> => {
      const failed = ended.then(() => Promise.reject(new Error('The crowd ended')));
      child.send({ name, order });
      const [answer] = (await Promise.race([once(child, 'message'), failed])) as [Actions[Name]['answer']];
      return answer;
    };
  return {
    connect: action('connect'),
    join: action('join'),
    joinMany: action('joinMany'),
    talk: action('talk'),
    press: action('press'),
    sayOne: action('sayOne'),
    hear: action('hear'),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** People in rooms of a server, or of several that share them. Resolves when all of them have joined. */
export async function startCrowd(
  { port, kind }: { port: number | readonly number[]; kind: Kind },
  { rooms, perRoom }: Crowd,
): Promise<RunningCrowd> {
  const crowd = newCrowd();
  try {
    await crowd.connect({ port, kind, connections: rooms * perRoom, atOnce: usualAtOnce });
    await crowd.join({ rooms, perRoom, atOnce: usualAtOnce });
    return crowd;
  } catch (error) {
    await crowd.end();
    throw error;
  }
}
