import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Kind, MeasuredServer } from './servers.ts';

export interface Crowd {
  port: number;
  kind: Kind;
  rooms: number;
  perRoom: number;
}

export interface Talk {
  /** In all rooms together. */
  perSecond: number;
  seconds: number;
}

export type Order = { name: 'join'; value: Crowd } | { name: 'talk'; value: Talk };

export interface Talked {
  sent: number;
  delivered: number;
  /** From each message to its acknowledgement, in milliseconds. */
  latencies: number[];
}

export interface RunningCrowd {
  talk(talk: Talk): Promise<Talked>;
  end(): Promise<void>;
}

/** People in rooms of a server. Resolves when all of them have joined. */
export async function startCrowd(
  { port, kind }: MeasuredServer,
  size: { rooms: number; perRoom: number },
): Promise<RunningCrowd> {
  const child = fork(join(import.meta.dirname, 'crowd-process.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const ask = async (order: Order): Promise<object> => {
    const failed = ended.then(() => Promise.reject(new Error('The crowd ended')));
    child.send(order);
    const [answer] = (await Promise.race([once(child, 'message'), failed])) as [object];
    return answer;
  };
  await ask({ name: 'join', value: { port, kind, ...size } });
  return {
    talk: async (talk) => (await ask({ name: 'talk', value: talk })) as Talked,
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
