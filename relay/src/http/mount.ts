import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Drain } from '../connection/drain/drain.ts';
import { engineQueryOf } from './engine-query.ts';
import { pageHeaders, noSniff } from './security-headers.ts';
import type { FilesHost } from './files/files-host.ts';
import type { SessionUpgrades } from './session-upgrades.ts';
import type { RequestBodies } from './request-bodies.ts';

/** Answers a request, or calls `next`. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const socketPath = '/socket.io/';

/** How long a client may take to close its connection after a refused upgrade, in milliseconds. */
const refusalTimeout = 2000;

/**
 * Mounts the relay below one path of a server that may have routes of its own. The relay handles requests below the path,
 * and sees their URLs without it. All other requests go to the server's earlier listeners. At `/`, the relay handles only
 * the paths that it knows.
 *
 * @param path begins and ends with a slash
 * @param bounds of the requests and the upgrades below the path, what refuses new connections when the relay closes, and which
 * requests may have no connection at all
 * @param notFound answers a request that neither the pages nor an earlier listener take
 * @returns `socketServer`, a server for Socket.IO to attach to, which never listens; and `unmount`, which undoes the mounting
 */
export function mount(
  host: Server,
  path: string,
  {
    requestBodies,
    upgrades,
    drain,
    isFilesHost = () => false,
  }: {
    requestBodies: RequestBodies;
    upgrades: SessionUpgrades;
    drain: Drain;
    isFilesHost?: FilesHost | undefined;
  },
  pages: Middleware,
  notFound: RequestListener,
): { socketServer: Server; unmount: () => void } {
  const socketServer = createServer();
  const previous = host.listeners('request') as RequestListener[];
  const bare = path.slice(0, -1);
  const below = (url = ''): string | undefined => (url.startsWith(path) ? url.slice(bare.length) : undefined);

  let isMounted = true;
  const onRequest: RequestListener = (request, response) => {
    const { url } = request;
    const toHost = (): void => {
      if (url !== undefined) request.url = url;
      for (const listener of previous) listener.call(host, request, response);
      if (previous.length === 0) notFound(request, response);
    };
    if (!isMounted) return toHost();
    const inside = below(url);
    // At `/`, it is not known yet whether a request is for the host.
    const isOwn = path !== '/' || previous.length === 0;
    if (inside === undefined) {
      const query = url?.startsWith(bare) ? url.slice(bare.length) : undefined;
      if (query !== '' && !query?.startsWith('?')) return toHost();
      if (!requestBodies.admit(request, response)) return;
      // Without the slash, the relative links of the page would resolve outside the path.
      response.writeHead(308, { ...pageHeaders, Location: path + query }).end();
      return;
    }
    if ((isOwn || isForSockets(inside)) && !requestBodies.admit(request, response)) return;
    request.url = inside;
    if (isForSockets(inside) && !isFilesHost(request)) {
      for (const [name, value] of Object.entries(noSniff)) response.setHeader(name, value);
      const { transport } = engineQueryOf(inside);
      // Engine.IO would never answer this. Its own clients use this transport for upgrades only.
      if (transport === 'websocket') response.writeHead(426, { Upgrade: 'websocket' }).end();
      else if (drain.isOn && isHandshake(inside)) response.writeHead(503).end();
      else socketServer.emit('request', request, response);
      return;
    }
    drain.await(response);
    pages(request, response, () => {
      if (path !== '/') return notFound(request, response);
      drain.forget(response);
      return toHost();
    });
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node removes its own listener before it hands the socket over. A reset by the peer would then be an `error` event
    // without a listener, which ends the process. The error needs no handling: `close` follows.
    socket.on('error', ignore);
    const inside = below(request.url);
    if (inside === undefined || !isForSockets(inside)) {
      // An unanswered upgrade stays open forever, even if the peer is gone, since nothing reads the socket. The relay
      // refuses an upgrade below its own path, and elsewhere if the host has no other listener.
      const isOwn = path !== '/' && (inside !== undefined || request.url?.split('?', 1)[0] === bare);
      if (!isOwn && host.listenerCount('upgrade') > 1) return;
      // With a listener for upgrades, Node passes every upgrade to it, even one to HTTP/2, and none to `request` listeners.
      if (request.headers.upgrade?.toLowerCase() === 'websocket') socket.destroy();
      else refuseUpgrade(socket, '501 Not Implemented');
      return;
    }
    if (isFilesHost(request)) return refuseUpgrade(socket, '404 Not Found');
    // A proxy can try another relay after this status.
    if (drain.isOn && isHandshake(inside)) return refuseUpgrade(socket, '503 Service Unavailable');
    if (!upgrades.admit(inside, socket)) return;
    const { url } = request;
    request.url = inside;
    socketServer.emit('upgrade', request, socket, head);
    upgrades.boundProbe(inside, socket);
    // The host's listeners run after this one. The relay's path is put back for them: without
    // it, a Socket.IO server of the host would take the URL for its own.
    request.url = url;
  };

  host.removeAllListeners('request').on('request', onRequest).on('upgrade', onUpgrade);
  const unmount = (): void => {
    isMounted = false;
    host.off('upgrade', onUpgrade);
    // Another relay may have been mounted in front of this one, and still passes requests through it.
    if (!host.listeners('request').includes(onRequest)) return;
    host.off('request', onRequest);
    for (const listener of previous) host.on('request', listener);
  };
  return { socketServer, unmount };
}

function ignore(): void {}

function isForSockets(url: string): boolean {
  return url.split('?', 1)[0] === socketPath;
}

/** Whether it asks for a session, rather than being a part of one. */
function isHandshake(url: string): boolean {
  return !engineQueryOf(url).sid;
}

/**
 * Ends the connection after the answer. Otherwise only the peer could end it: Node does not treat an upgrade as a request, so
 * nothing reads the socket, and nothing would notice that the peer is gone.
 */
function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const timer = setTimeout(() => socket.destroy(), refusalTimeout);
  socket.once('close', () => clearTimeout(timer)).resume();
}
