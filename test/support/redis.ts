import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { endWithThisProcess } from './end-with-this-process.mjs';
import { afterwards, type Scope } from './afterwards.ts';
import { newFolder } from './folder.ts';

/** A real Redis on this machine, with a folder of its own; gone after the test. */
export interface RunningRedis {
  port: number;
  url: string;
  /** A connection of the test itself. */
  command: Redis;
  kill(): Promise<void>;
  /** Starts it again, on the same port and folder. */
  start(): Promise<void>;
}

export async function newRedis(t: Scope, settings: Record<string, string> = {}): Promise<RunningRedis> {
  const folder = await newFolder(t);
  const port = await freePort();
  const flags = {
    save: '',
    appendonly: 'no',
    ...settings,
    dir: folder,
    port: String(port),
    bind: '127.0.0.1',
  };
  let child: ChildProcess | undefined;
  const command = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  command.on('error', () => {});
  const kill = async (): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const start = async (): Promise<void> => {
    child = spawn(
      'redis-server',
      Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      {
        stdio: 'ignore',
      },
    );
    endWithThisProcess(child);
    await answers(port);
  };
  afterwards(t, async () => {
    command.disconnect();
    await kill();
  });
  await start();
  await command.connect();
  return { port, url: `redis://127.0.0.1:${port}`, command, kill, start };
}

/** Resolves when Redis has read its data and answers. */
async function answers(port: number): Promise<void> {
  for (;;) {
    const probe = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: null });
    probe.on('error', () => {});
    try {
      await probe.connect();
      return;
    } catch {
      await setTimeout(20);
    } finally {
      probe.disconnect();
    }
  }
}

/** A Redis Cluster of three masters; gone after the test. */
export async function newRedisCluster(t: Scope): Promise<RunningRedis[]> {
  const nodes: RunningRedis[] = [];
  const buses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const bus = await freePort();
    const settings = {
      'cluster-enabled': 'yes',
      'cluster-port': String(bus),
      'cluster-node-timeout': '2000',
    };
    nodes.push(await newRedis(t, settings));
    buses.push(bus);
  }
  const [first] = nodes;
  for (const [index, { command, port }] of nodes.entries()) {
    const [start, end] = [Math.ceil((index * 16_384) / 3), Math.ceil(((index + 1) * 16_384) / 3) - 1];
    await command.call('CLUSTER', 'ADDSLOTSRANGE', start, end);
    // Without an own epoch for each, two masters can begin with the same.
    await command.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await first?.command.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[index] ?? 0);
  }
  for (const { command } of nodes) {
    while (!String(await command.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await setTimeout(20);
  }
  return nodes;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
