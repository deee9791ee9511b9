import { fail, type Finding, ok, warn } from './finding.ts';
import type { Health } from './health.ts';

/** An address that no visitor has: it is kept for documentation (RFC 5737). */
export const madeUpAddress = '192.0.2.1';

const trustProxy = 'start the relay with --trust-proxy and the address of the proxy';

/**
 * Whether the relay knows visitors by their own addresses.
 *
 * @param hasTls whether the URL begins with https: the relay itself has no TLS, so a proxy is in front of it
 * @param seen what the relay tells of this client
 * @param seenWithHeader the same for a request whose own X-Forwarded-For names `madeUpAddress`
 */
export function forwardingFinding(
  hasTls: boolean,
  { address, proxy }: Health,
  seenWithHeader: Health | undefined,
): Finding {
  if (proxy === 'untrusted') {
    // An IPv6 address is told as its /64 network; this one is that of the machine itself.
    const trusted = address === '::/64' ? '::1' : address;
    return fail(
      'address',
      `All visitors have the proxy’s address for the relay, ${trusted}, and share its limits and bans.`,
      `--trust-proxy ${trusted}`,
    );
  }
  if (proxy === 'none') {
    return hasTls
      ? fail(
          'address',
          `The proxy does not tell the relay the addresses of visitors; all have ${address}.`,
          `let the proxy set X-Forwarded-For to the visitor’s address, and ${trustProxy}`,
        )
      : ok('address', `No proxy is in between; the relay sees this machine as ${address}.`);
  }
  if (seenWithHeader?.address !== madeUpAddress || address === madeUpAddress) {
    return ok('address', `The relay trusts the proxy, and sees this machine as ${address}.`);
  }
  const change =
    'let the proxy set X-Forwarded-For to the visitor’s address, and drop what the visitor has sent';
  // A proxy that appends addresses appends that of a client which is trusted itself. The relay then takes the one before it.
  return isPrivate(address)
    ? warn(
        'address',
        `From here, ${address}, a made-up X-Forwarded-For counts. Ask from another network too.`,
        change,
      )
    : fail('address', 'Visitors choose their own address: a made-up X-Forwarded-For counts.', change);
}

/** Whether an address may be that of a trusted proxy: of this machine, or of a private network. */
function isPrivate(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::\/|f[cd])/.test(address);
}
