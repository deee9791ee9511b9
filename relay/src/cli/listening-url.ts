import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A URL that a browser on this machine can open, for the host and port that the relay listens on. */
export function urlOf(host: string, port: number): string {
  // These stand for all addresses of the machine. They are no address that one could connect to: some browsers refuse it,
  // and a page that was opened by one would tell others to load the chat from there.
  const isAny = ipaddr.isValid(host) && ipaddr.parse(host).range() === 'unspecified';
  const name = isAny ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
