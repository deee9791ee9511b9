import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { ownPage, typed } from './security-headers.ts';
import { SessionUpgrades } from './session-upgrades.ts';
import type { RequestBodies } from './request-bodies.ts';

/** Answers a request, or passes it on. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const socketPath = '/socket.io/';

/** How long a client may take to close a connection whose upgrade was refused, in milliseconds. */
const refusalTimeout = 2000;

/**
 * Puts the relay under one path of a server that may have routes of its own. What lies below the path is the
 * relay's, and is seen by it without the path; everything else goes to whoever listened before. At `/` the
 * relay takes only what it knows.
 *
 * @param path begins and ends with a slash.
 * @param unfinished bounds what is asked below the path
 * @returns `sockets`, a server for Socket.IO to attach to, which never listens itself; and how to undo it all.
 */
export function mount(
  host: Server,
  path: string,
  requestBodies: RequestBodies,
  pages: Pages,
): { sockets: Server; unmount: () => void } {
  const sockets = createServer();
  const upgrades = new SessionUpgrades();
  const previous = host.listeners('request') as RequestListener[];
  const bare = path.slice(0, -1);
  const below = (url = ''): string | undefined => (url.startsWith(path) ? url.slice(bare.length) : undefined);

  let isMounted = true;
  const onRequest: RequestListener = (request, response) => {
    const { url } = request;
    const toHost = (): void => {
      if (url !== undefined) request.url = url;
      for (const listener of previous) listener.call(host, request, response);
      if (previous.length === 0) response.writeHead(404, ownPage).end();
    };
    if (!isMounted) return toHost();
    const inside = below(url);
    // At `/` it is not known yet whether a request is the host's.
    const isOwn = path !== '/' || previous.length === 0;
    if (inside === undefined) {
      const query = url?.startsWith(bare) ? url.slice(bare.length) : undefined;
      if (query !== '' && !query?.startsWith('?')) return toHost();
      if (!requestBodies.admit(request, response)) return;
      // Seen from there, the page's own links would point beside it.
      response.writeHead(308, { ...ownPage, Location: path + query }).end();
      return;
    }
    if ((isOwn || isForSockets(inside)) && !requestBodies.admit(request, response)) return;
    request.url = inside;
    if (isForSockets(inside)) {
      for (const [name, value] of Object.entries(typed)) response.setHeader(name, value);
      // Engine.IO never answers this one, which its own clients send as an upgrade only.
      if (transportOf(inside) === 'websocket') response.writeHead(426, { Upgrade: 'websocket' }).end();
      else sockets.emit('request', request, response);
    } else pages(request, response, path === '/' ? toHost : () => response.writeHead(404, ownPage).end());
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node takes its own listener off before it hands the socket over. A reset by the peer would be an `error` event
    // without a listener, which ends the process. There is nothing to do about it: `close` follows.
    socket.on('error', () => {});
    const inside = below(request.url);
    if (inside === undefined || !isForSockets(inside)) {
      // An upgrade that nobody answers stays open for ever, also after the peer has gone, since nothing reads it. So the relay
      // refuses it below its own path, and elsewhere where nobody else listens.
      const isOwn = path !== '/' && (inside !== undefined || request.url?.split('?', 1)[0] === bare);
      if (!isOwn && host.listenerCount('upgrade') > 1) return;
      // Once somebody listens for upgrades, Node answers none as a plain request any more, not even to HTTP/2.
      if (request.headers.upgrade?.toLowerCase() === 'websocket') socket.destroy();
      else refuseUpgrade(socket);
      return;
    }
    if (!upgrades.admit(inside, socket)) return;
    const { url } = request;
    request.url = inside;
    sockets.emit('upgrade', request, socket, head);
    // The host's listeners come after this one. Without the path it would seem to be theirs, where they have Socket.IO too.
    request.url = url;
  };

  host.removeAllListeners('request').on('request', onRequest).on('upgrade', onUpgrade);
  const unmount = (): void => {
    isMounted = false;
    host.off('upgrade', onUpgrade);
    // Another relay may have come in front of this one, and goes on passing requests through it.
    if (!host.listeners('request').includes(onRequest)) return;
    host.off('request', onRequest);
    for (const listener of previous) host.on('request', listener);
  };
  return { sockets, unmount };
}

function isForSockets(url: string): boolean {
  return url.split('?', 1)[0] === socketPath;
}

/** The transport that a request to Engine.IO names. Of two it takes the last one. */
function transportOf(url: string): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll('transport').at(-1);
}

/**
 * Nobody but the peer would end the connection otherwise: Node counts it as no request any more, and nothing reads the
 * peer's own end of it.
 */
function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  const timer = setTimeout(() => socket.destroy(), refusalTimeout);
  socket.once('close', () => clearTimeout(timer)).resume();
}
