import { nearestName } from '../../nearest-name.ts';
import { UsageError } from './usage.ts';

/**
 * Kubernetes and Docker's links set variables of their own for a service that is called `relay`, or `relay-redis`:
 * RELAY_SERVICE_HOST, RELAY_PORT_3700_TCP, RELAY_PORT=tcp://10.0.0.1:3700.
 */
const ofService = /^RELAY_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/;
const portOfService = /^RELAY_(\w+_)?PORT$/;
const addressOfService = /^(tcp|udp|sctp):\/\//;

/** Those without the prefix, as people expect them to be called. */
const unprefixed = new Map([
  ['RELAY_PORT', 'PORT'],
  ['RELAY_HOST', 'HOST'],
]);

/**
 * Refuses a mistyped variable, which would be passed over in silence: RELAY_ORIGIN for RELAY_ORIGINS would leave the relay
 * open to every page.
 *
 * @throws {UsageError} that names a variable which begins with RELAY_ and is not known
 */
export function assertKnownVariables(env: NodeJS.ProcessEnv, variables: readonly string[]): void {
  const known = new Set(variables);
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith('RELAY_') || known.has(name) || ofService.test(name)) continue;
    if (portOfService.test(name) && addressOfService.test(value)) continue;
    const nearest = nearestName(name, [...unprefixed.keys(), ...known]);
    const meant = nearest === undefined ? '' : `; did you mean ${unprefixed.get(nearest) ?? nearest}?`;
    throw new UsageError(`${name} is no variable of the relay${meant}`);
  }
}
