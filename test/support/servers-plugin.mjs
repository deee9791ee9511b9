import { createServer } from 'node:http';
import { startRelayProcess } from './relay-process.mjs';
import { startTutorialServer } from './tutorial-server.mjs';

/**
 * Gives the tests in browsers their servers: one relay in this process for the whole run, and those that a test starts
 * and ends itself through the commands of commands.ts.
 */
export function serversPlugin() {
  /** @type {Map<string, { stop(): Promise<unknown>, kill?(): Promise<unknown> }>} */
  const servers = new Map();
  const http = createServer();
  /** @type {{ close(): Promise<void> } | undefined} */
  let relay;
  let started = 0;

  /** @param {{ url: string, port: number, data?: string, stop(): Promise<unknown>, kill?(): Promise<unknown> }} server */
  const keep = (server) => {
    const id = String((started += 1));
    servers.set(id, server);
    return { id, url: server.url, port: server.port, data: server.data };
  };
  /** @param {string} id */
  const take = (id) => {
    const server = servers.get(id);
    if (!server) throw new Error(`No server ${id} is running`);
    servers.delete(id);
    return server;
  };

  return {
    name: 'servers',
    get relayUrl() {
      const address = /** @type {import('node:net').AddressInfo} */ (http.address());
      return `http://localhost:${address.port}`;
    },
    async serverStart() {
      const { createRelay } = await import('../../relay/lib/index.js');
      relay = await createRelay(http, { data: ':memory:' });
      await new Promise((resolve) => http.listen(0, 'localhost', () => resolve(undefined)));
    },
    /** @param {{ command: string, payload?: any }} request */
    async executeCommand({ command, payload = {} }) {
      switch (command) {
        case 'relay:start':
          return keep(await startRelayProcess(payload));
        case 'tutorial:start':
          return keep(await startTutorialServer(payload.port));
        case 'relay:stop':
        case 'tutorial:stop':
          await take(payload.id).stop();
          return true;
        case 'relay:kill':
          await take(payload.id).kill?.();
          return true;
        default:
          return undefined;
      }
    },
    async serverStop() {
      await Promise.all([...servers.values()].map((server) => server.kill?.() ?? server.stop()));
      await relay?.close();
      http.closeAllConnections();
      http.close();
    },
  };
}
