import { nearestName } from '../nearest-name.ts';
import { UsageError } from './usage-error.ts';

/** All variables that the relay reads. One that is not named here cannot be read. */
const variables = [
  'PORT',
  'HOST',
  'RELAY_DATA',
  'RELAY_KEEP_MESSAGES',
  'RELAY_KEEP_DAYS',
  'RELAY_EDIT_WINDOW',
  'RELAY_ORIGINS',
  'RELAY_LIMITS',
  'RELAY_TRUST_PROXY',
  'RELAY_MAX_BUFFERED',
  'RELAY_AUTH_SECRET',
  'RELAY_AUTH_JWKS',
  'RELAY_AUTH_ISSUER',
  'RELAY_AUTH_AUDIENCE',
  'RELAY_API_KEY',
  'RELAY_WEBHOOK',
  'RELAY_WEBHOOK_SECRET',
  'RELAY_GUESTS',
  'RELAY_GUEST_LINKS',
  'RELAY_OWN_NAMES',
  'RELAY_ROOMS',
  'RELAY_BLOCKLIST',
  'RELAY_PATH',
  'RELAY_GREETING',
  'RELAY_DEMO',
  'RELAY_LOG_LEVEL',
] as const;

export type Environment = Partial<Record<(typeof variables)[number], string>>;

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
 * The variables that the relay reads. A mistyped one would be passed over in silence, and RELAY_ORIGIN for
 * RELAY_ORIGINS leaves the relay open to every page.
 *
 * @throws {UsageError} that names a variable which begins with RELAY_ and is not known
 */
export function knownVariables(env: NodeJS.ProcessEnv): Environment {
  const known = new Set<string>(variables);
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith('RELAY_') || known.has(name) || ofService.test(name)) continue;
    if (portOfService.test(name) && addressOfService.test(value)) continue;
    const nearest = nearestName(name, [...unprefixed.keys(), ...known]);
    const meant = nearest === undefined ? '' : `; did you mean ${unprefixed.get(nearest) ?? nearest}?`;
    throw new UsageError(`${name} is no variable of the relay${meant}`);
  }
  return env;
}
