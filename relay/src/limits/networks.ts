import ipaddr from 'ipaddr.js';
import type { KeyedCounter } from './keyed-counter.ts';

/**
 * An IPv6 /48 may use as much as this many addresses. Each /64 counts as one address. But one customer may get a whole
 * /48 (RFC 6177), which has 65,536 of them.
 */
export const networkShare = 8;

/**
 * The /48 of an IPv6 address; undefined for IPv4.
 *
 * @param address a client address; for IPv6, its /64
 */
export function widerNetworkOf(address: string): string | undefined {
  if (!address.endsWith('/64')) return undefined;
  const [network] = ipaddr.IPv6.parseCIDR(address);
  const [a = 0, b = 0, c = 0] = network.parts;
  return `${new ipaddr.IPv6([a, b, c, 0, 0, 0, 0, 0]).toString()}/48`;
}

/** The keys under which an address is counted: itself and its /48. */
export function networksOf(address: string): string[] {
  const wider = widerNetworkOf(address);
  return wider === undefined ? [address] : [address, wider];
}

/** The count of an address, or the share of its /48 if that is higher. */
export function countFrom(counter: KeyedCounter, address: string): number {
  const wider = widerNetworkOf(address);
  const count = counter.count(address);
  return wider === undefined ? count : Math.max(count, counter.count(wider) / networkShare);
}
