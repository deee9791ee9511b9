import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { afterwards } from './afterwards.ts';

/** A network between a client and a relay, which can fail as networks do. */
export interface Proxy {
  url: string;
  /** Ends every connection. */
  cut(): void;
  /** What the relay says on the connections of now is lost; what is said to it arrives. */
  loseAnswers(): void;
}

/** @param onAnswer is given what the relay says, as it is on the wire */
export async function newProxy(
  t: TestContext,
  relayUrl: string,
  onAnswer: (bytes: Buffer) => void = () => {},
): Promise<Proxy> {
  const { port } = new URL(relayUrl);
  const links = new Set<{ client: Socket; relay: Socket }>();
  const server = createServer((client) => {
    const relay = connect(Number(port), 'localhost');
    const link = { client, relay };
    links.add(link);
    client.pipe(relay).pipe(client);
    relay.on('data', onAnswer);
    for (const [one, other] of [
      [client, relay],
      [relay, client],
    ] as const) {
      // A connection that is reset is as good as one that ends.
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    client.on('close', () => links.delete(link));
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const cut = (): void =>
    links.forEach(({ client, relay }) => [client, relay].forEach((end) => end.destroy()));
  afterwards(t, () => {
    server.close();
    cut();
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    loseAnswers: () => links.forEach(({ client, relay }) => relay.unpipe(client).resume()),
  };
}
