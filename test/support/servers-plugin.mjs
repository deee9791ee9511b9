import { createServer } from 'node:net';
import { importRoom } from './import-room.mjs';
import { startLocalRelay } from './local-relay.mjs';
import { startRelayProcess } from './relay-process.mjs';
import { startScriptedServer } from './scripted-server.mjs';
import { startTutorialServer } from './tutorial-server.mjs';

/**
 * Gives the tests in browsers their servers: one relay in this process for the whole run, and those that a test starts
 * and ends itself through the commands of commands.ts.
 */
export function serversPlugin() {
  /**
   * @typedef {object} Running
   * @property {() => Promise<unknown>} stop
   * @property {() => Promise<unknown>} [kill]
   * @property {number} [pid]
   * @property {unknown[]} [heard]
   * @property {(words: [string, ...unknown[]]) => void} [say]
   */
  /** @type {Map<string, Running>} */
  const servers = new Map();
  /** @type {Running & { url: string } | undefined} */
  let shared;
  let started = 0;

  /** @param {Running & { url: string, port: number, data?: string }} server */
  const keep = (server) => {
    const id = String((started += 1));
    servers.set(id, server);
    return { id, url: server.url, port: server.port, data: server.data };
  };
  /** @param {string} id */
  const find = (id) => {
    const server = servers.get(id);
    if (!server) throw new Error(`No server ${id} is running`);
    return server;
  };
  /** @param {string} id */
  const take = (id) => {
    const server = find(id);
    servers.delete(id);
    return server;
  };
  /** @param {string} id @param {NodeJS.Signals} name */
  const signal = (id, name) => {
    const { pid } = find(id);
    if (pid === undefined) throw new Error(`Server ${id} has no process of its own`);
    return process.kill(pid, name);
  };

  return {
    name: 'servers',
    get relayUrl() {
      return shared?.url;
    },
    async serverStart() {
      shared = await startLocalRelay();
    },
    /** @param {{ command: string, payload?: any }} request */
    async executeCommand({ command, payload = {} }) {
      switch (command) {
        case 'relay:start':
          return keep(await startRelayProcess(payload));
        case 'relay:local':
          return keep(await startLocalRelay(payload));
        case 'port:free':
          return freePort();
        case 'tutorial:start':
          return keep(await startTutorialServer(payload.port));
        case 'scripted:start':
          return keep(await startScriptedServer(payload));
        case 'scripted:heard':
          return find(payload.id).heard;
        case 'scripted:say':
          find(payload.id).say?.(payload.words);
          return true;
        case 'relay:import':
          await importRoom(payload);
          return true;
        case 'relay:erase':
          return (
            await fetch(`${payload.url}/api/people/${encodeURIComponent(payload.person)}`, {
              method: 'DELETE',
              headers: { Authorization: `Bearer ${payload.key}` },
            })
          ).status;
        case 'relay:pause':
          return signal(payload.id, 'SIGSTOP');
        case 'relay:resume':
          return signal(payload.id, 'SIGCONT');
        case 'relay:stop':
        case 'tutorial:stop':
        case 'scripted:stop':
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
      await shared?.stop();
    },
  };
}

/** A port at which nothing answers, unless somebody else is given it. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}
