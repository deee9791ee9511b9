import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterwards, type Scope } from './afterwards.ts';
import { get } from './http.ts';

/** How often the balancer asks each relay whether it is ready, in milliseconds. */
const checkInterval = 100;

interface Node {
  port: number;
  isReady: boolean;
}

/** A proxy in front of several relays. Like the usual ones, it asks `/readyz`, and takes the relays in turn. */
export interface Balancer {
  url: string;
  /** Resolves when this relay gets connections. */
  takes(port: number): Promise<void>;
}

export async function newBalancer(t: Scope, ports: readonly number[]): Promise<Balancer> {
  const nodes: Node[] = ports.map((port) => ({ port, isReady: true }));
  const links = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    links.add(client);
    client.on('error', () => {}).on('close', () => links.delete(client));
    const ready = nodes.filter(({ isReady }) => isReady);
    turn += 1;
    forward(client, [...ready.slice(turn % ready.length), ...ready.slice(0, turn % ready.length)]);
  });
  const checks = nodes.map((node) =>
    setInterval(() => {
      isReady(node.port).then(
        (found) => (node.isReady = found),
        () => (node.isReady = false),
      );
    }, checkInterval),
  );
  await once(server.listen(0, 'localhost'), 'listening');
  afterwards(t, () => {
    for (const check of checks) clearInterval(check);
    server.close();
    for (const link of links) link.destroy();
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async takes(port) {
      while (!nodes.some((node) => node.port === port && node.isReady))
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  return (await get(`http://localhost:${port}`, '/readyz')).status === 200;
}

/** Connects to the first relay that takes the connection. */
function forward(client: Socket, [first, ...others]: readonly Node[]): void {
  if (!first) return void client.destroy();
  const relay = connect(first.port, 'localhost');
  let isOpen = false;
  relay.once('connect', () => {
    isOpen = true;
    client.pipe(relay).pipe(client);
  });
  relay.on('error', () => {});
  relay.on('close', () => {
    if (isOpen) client.destroy();
    else forward(client, others);
  });
  client.on('close', () => relay.destroy());
}
