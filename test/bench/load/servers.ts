import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is measured, and what speaks to it. */
export type Kind = 'relay' | 'relay in memory' | 'socket.io' | 'ws';

/** All of them, or those that a quick run compares. */
export function kindsFor(isQuick: boolean): readonly Kind[] {
  return isQuick ? ['socket.io', 'relay'] : ['socket.io', 'ws', 'relay in memory', 'relay'];
}

export interface MeasuredServer {
  kind: Kind;
  port: number;
  /** The time that all threads of the process have computed, in seconds. */
  cpuSeconds(): number;
  /** The bytes in use after a garbage collection: objects, and buffers outside of the heap. */
  memory(): Promise<number>;
  /** The resident bytes of the process after a garbage collection. */
  residentMemory(): Promise<number>;
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

/**
 * Starts a server in a process of its own.
 *
 * @param given the folder of its data; without it, they are in a folder that goes with the server
 * @param more flags of a relay
 */
export async function startServer(
  kind: Kind,
  given?: string,
  more: readonly string[] = [],
): Promise<MeasuredServer> {
  const folder = given ?? newFolder();
  const isRelay = scripts[kind] === relayMain;
  const flags = ['--host', '127.0.0.1', '--port', '0', '--limits', 'off', '--log-level', 'warn'];
  const data = kind === 'relay' ? folder : ':memory:';
  const child = fork(scripts[kind], isRelay ? [...flags, '--data', data, ...more] : [], {
    execArgv: ['--expose-gc', '--import', join(import.meta.dirname, 'report-memory.mjs')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = isRelay ? await portSaid(child) : await portSent(child);
  return {
    kind,
    port,
    cpuSeconds: () => cpuSecondsOf(child),
    async memory() {
      const { heapUsed, external } = await memoryOf(child);
      return heapUsed + external;
    },
    async residentMemory() {
      return (await memoryOf(child)).rss;
    },
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      if (given === undefined) removeFolder(folder);
    },
  };
}

async function memoryOf(child: ChildProcess): Promise<NodeJS.MemoryUsage> {
  const answered = once(child, 'message') as Promise<[{ memory: NodeJS.MemoryUsage }]>;
  child.send('memory');
  const [{ memory }] = await answered;
  return memory;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'realtime-chat-bench-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function portSaid(child: ChildProcess): Promise<number> {
  let words = '';
  for await (const chunk of child.stdout ?? []) {
    words += String(chunk);
    const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(words) ?? [];
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

/** The first number of each thread is its time in nanoseconds. */
export function cpuSecondsOf({ pid }: { pid?: number | undefined }): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
  return times.reduce((sum, time) => sum + Number(time.split(' ')[0]), 0) / 1e9;
}
