import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { afterwards } from './afterwards.ts';

/** What a dead link no longer carries: all of it, or only what the server says. */
export type Loss = 'everything' | 'answers';

export interface MortalLink {
  url: string;
  /** From now on nothing passes, on what is open and on what is opened, and neither end is told. */
  die(loss: Loss): void;
  /** Connections that are made from now on work. Those that died stay dead. */
  heal(): void;
}

/**
 * A way to a server of this machine that can die as a radio link does, or a laptop's: without a word to either end.
 *
 * @param webSockets false for a way that lets none through, as some companies' proxies do
 */
export async function newMortalLink(
  t: TestContext,
  server: string,
  { webSockets = true } = {},
): Promise<MortalLink> {
  const far = new URL(server);
  const connections = new Set<{ near: Socket; lost: Loss | undefined }>();
  let loss: Loss | undefined;

  const link = createServer((near) => {
    const connection = { near, lost: loss };
    connections.add(connection);
    const away = connect(Number(far.port), far.hostname);
    near.on('data', (bytes) => {
      if (!webSockets && /^upgrade: websocket/im.test(bytes.toString('latin1'))) near.destroy();
      else if (connection.lost !== 'everything') away.write(bytes);
    });
    away.on('data', (bytes) => {
      if (connection.lost === undefined) near.write(bytes);
    });
    // What became of one end is told to the other only as long as the link lives. An error is followed by `close`.
    near.on('error', () => {}).on('close', () => connection.lost ?? away.destroy());
    away.on('error', () => {}).on('close', () => connection.lost ?? near.destroy());
    afterwards(t, () => away.destroy());
  });
  await once(link.listen(0, 'localhost'), 'listening');
  afterwards(t, () => {
    link.close();
    for (const { near } of connections) near.destroy();
  });

  return {
    url: `http://localhost:${(link.address() as AddressInfo).port}`,
    die(what) {
      loss = what;
      for (const connection of connections) connection.lost = what;
    },
    heal() {
      loss = undefined;
    },
  };
}
