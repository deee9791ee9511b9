import ipaddr from 'ipaddr.js';
import type { KeyedCounter } from './keyed-counter.ts';

/**
 * A /48 of IPv6 may have as much as so many addresses. One customer may be given a whole /48 (RFC 6177), with 65,536
 * networks of /64, and each of those counts as one address.
 */
export const networkShare = 8;

/**
 * The wider network of an address, if it has one.
 *
 * @param address as limits go by it: of IPv6 a /64
 */
export function widerNetworkOf(address: string): string | undefined {
  if (!address.endsWith('/64')) return undefined;
  const [network] = ipaddr.IPv6.parseCIDR(address);
  const [a = 0, b = 0, c = 0] = network.parts;
  return `${new ipaddr.IPv6([a, b, c, 0, 0, 0, 0, 0]).toString()}/48`;
}

/** The keys by which something from an address is counted. */
export function networksOf(address: string): string[] {
  const wider = widerNetworkOf(address);
  return wider === undefined ? [address] : [address, wider];
}

/** How many are counted from an address, or from its wider network, if that has more for its share. */
export function countFrom(counter: KeyedCounter, address: string): number {
  const wider = widerNetworkOf(address);
  const count = counter.count(address);
  return wider === undefined ? count : Math.max(count, counter.count(wider) / networkShare);
}
