import { once } from 'node:events';
import { isIPv6, type Server } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The URL of a relay for browsers on this machine, without a slash at its end.
 *
 * @param path below which the relay is mounted; ends with a slash
 */
export function urlOf(host: string, port: number, path: string): string {
  // These stand for all addresses of the machine. They are no address that one could connect to: some browsers refuse it,
  // and a page that was opened by one would tell others to load the chat from there.
  const isAny = ipaddr.isValid(host) && ipaddr.parse(host).range() === 'unspecified';
  const name = isAny ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `http://${name}:${port}${path.slice(0, -1)}`;
}

/** Whether a host, as an option or a URL has it, is this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1|\[::1\])$/.test(host);
}

/** @throws {Error} with a sentence for the operator */
export async function listen<S extends Server>(server: S, port: number, host: string): Promise<S> {
  try {
    await once(server.listen(port, host), 'listening');
    return server;
  } catch (error) {
    throw new Error(listenProblem(error, port, host), { cause: error });
  }
}

/** Why a server does not listen, as one sentence for the operator. */
function listenProblem(error: unknown, port: number, host: string): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Choose another with --port.`;
    case 'EACCES':
      return `Port ${port} may not be used by this account. Choose another with --port; those below 1024 need a privilege.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host} to listen on. Give one of its own with --host, or 0.0.0.0 for all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host ${host} cannot be resolved to an address. Check --host.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many open files: raise the limit of open files (ulimit -n, LimitNOFILE).';
    default:
      return `Cannot listen on ${host} port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
