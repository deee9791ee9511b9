import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { ownPage, typed } from './security-headers.ts';

/** Answers a request, or passes it on. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const socketPath = '/socket.io/';

/**
 * Puts the relay under one path of a server that may have routes of its own. What lies below the path is the
 * relay's, and is seen by it without the path; everything else goes to whoever listened before. At `/` the
 * relay takes only what it knows.
 *
 * @param path begins and ends with a slash.
 * @returns `sockets`, a server for Socket.IO to attach to, which never listens itself; and how to undo it all.
 */
export function mount(host: Server, path: string, pages: Pages): { sockets: Server; unmount: () => void } {
  const sockets = createServer();
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
    if (inside === undefined) {
      const query = url?.startsWith(bare) ? url.slice(bare.length) : undefined;
      if (query !== '' && !query?.startsWith('?')) return toHost();
      // Seen from there, the page's own links would point beside it.
      response.writeHead(308, { ...ownPage, Location: path + query }).end();
      return;
    }
    request.url = inside;
    if (inside.startsWith(socketPath)) {
      for (const [name, value] of Object.entries(typed)) response.setHeader(name, value);
      sockets.emit('request', request, response);
    } else pages(request, response, path === '/' ? toHost : () => response.writeHead(404, ownPage).end());
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node takes its own listener off before it hands the socket over. A reset by the peer would be an `error` event
    // without a listener, which ends the process. There is nothing to do about it: `close` follows.
    socket.on('error', () => {});
    const inside = below(request.url);
    if (!inside?.startsWith(socketPath)) {
      // Where nobody else could answer the upgrade, it would stay open for ever.
      if (host.listenerCount('upgrade') > 1) return;
      // Once somebody listens for upgrades, Node answers none as a plain request any more, not even to HTTP/2.
      if (request.headers.upgrade?.toLowerCase() === 'websocket') socket.destroy();
      else socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    request.url = inside;
    sockets.emit('upgrade', request, socket, head);
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
