import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is measured, and what speaks to it. */
export type Kind = 'relay' | 'relay in memory' | 'socket.io' | 'ws';

export interface MeasuredServer {
  kind: Kind;
  port: number;
  /** The time that all threads of the process have computed, in seconds. */
  cpuSeconds(): number;
  /** The bytes in use after a garbage collection: objects, and buffers outside of the heap. */
  memory(): Promise<number>;
  end(): Promise<void>;
}

const bench = join(import.meta.dirname, '..');
const relayMain = join(bench, '../../relay/lib/cli/main.js');
const scripts: Record<Kind, string> = {
  relay: relayMain,
  'relay in memory': relayMain,
  'socket.io': join(bench, 'peers/socket-io.mjs'),
  ws: join(bench, 'peers/ws.mjs'),
};

/** Starts a server in a process of its own. Its data are in a folder that goes with it. */
export async function startServer(kind: Kind): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), 'realtime-chat-bench-'));
  const isRelay = scripts[kind] === relayMain;
  const data = kind === 'relay' ? folder : ':memory:';
  const child = fork(scripts[kind], isRelay ? ['--port', '0', '--limits', 'off', '--data', data] : [], {
    execArgv: ['--expose-gc', '--import', join(import.meta.dirname, 'report-memory.mjs')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = isRelay ? await portSaid(child) : await portSent(child);
  return {
    kind,
    port,
    cpuSeconds: () => cpuSecondsOf(child),
    async memory() {
      const answered = once(child, 'message') as Promise<[{ memory: NodeJS.MemoryUsage }]>;
      child.send('memory');
      const [{ memory }] = await answered;
      return memory.heapUsed + memory.external;
    },
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function portSaid(child: ChildProcess): Promise<number> {
  let words = '';
  for await (const chunk of child.stdout ?? []) {
    words += String(chunk);
    const [, port] = /http:\/\/localhost:(\d+)/.exec(words) ?? [];
    if (port !== undefined) {
      child.stdout?.resume();
      return Number(port);
    }
  }
  throw new Error(`The relay did not start: ${words}`);
}

async function portSent(child: ChildProcess): Promise<number> {
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return port;
}

/** The kernel counts in ticks of 10 ms. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
