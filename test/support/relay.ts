import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createRelay, type Relay, type RelayOptions } from '@realtime-chat/relay';
import { afterwards } from './afterwards.ts';

export interface RunningRelay extends Relay {
  url: string;
  server: Server;
}

/** A relay in this process, on a free port, in memory, without limits and without a drain unless told otherwise; gone after the test. */
export async function newRelay(
  t: Pick<TestContext, 'after'>,
  options: RelayOptions = {},
  app?: RequestListener,
): Promise<RunningRelay> {
  const server = createServer(app);
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const relay = await createRelay(server, { data: ':memory:', limits: 'off', drainSeconds: 0, ...options });
  afterwards(t, () => relay.close());
  return { ...relay, server, url: await listen(server) };
}

/** @returns where the server now listens. */
export async function listen(server: Server): Promise<string> {
  await once(server.listen(0, 'localhost'), 'listening');
  return `http://localhost:${portOf(server)}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
