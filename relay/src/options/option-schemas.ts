import { limits } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { clientAddresses } from '../connection/client-address.ts';
import { isOrigin } from '../http/origins.ts';
import { limitsSchema } from '../limits/rate-limits.ts';
import { maxPayloadBytes } from '../limits/payload-size.ts';
import type { Logger } from '../logger.ts';
import type { MetricsAddress } from '../metrics/metrics-server.ts';

/* The schemas of single options, where one line does not say them. */

export const originSchema = v.pipe(
  v.string(),
  v.check(
    isOrigin,
    'must be like https://example.org, without a slash at the end, or https://*.example.org for its subdomains',
  ),
);

/** A path on the server. Ends with a slash once it is parsed. */
export const pathSchema = v.pipe(
  v.string(),
  v.startsWith('/', 'must begin with /'),
  v.regex(/^[^?#]*$/, 'must not hold ? or #'),
  v.transform((path) => (path.endsWith('/') ? path : `${path}/`)),
);

/** Proxies as addresses or in CIDR notation, compiled to what tells where a request comes from. */
export const trustedProxiesSchema = v.pipe(
  v.array(v.string()),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return clientAddresses(dataset.value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      addIssue({ message: `must be addresses, or networks in CIDR notation: ${reason}` });
      return NEVER;
    }
  }),
);

/** The URL of a site's public keys. */
export const keysUrlSchema = v.pipe(
  v.string(),
  v.check(isWebAddress, 'must be a URL that begins with https:// or http://'),
  // They would be in the log, and `fetch` takes no such URL.
  v.check(hasNoCredentials, 'must be a URL without a name or password'),
);

export const receiverUrlSchema = v.pipe(
  v.string('must be a URL'),
  v.check(
    (text) => isWebAddress(text) && hasNoCredentials(text),
    'must be like https://example.org/hook, without a name or password',
  ),
);

/** Its name and password are secret. The prefix is a part of keys, in which braces have a meaning. */
export const redisUrlSchema = v.pipe(
  v.string('must be a URL'),
  v.check(
    (text) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol),
    'must be like redis://localhost:6379 or rediss://name:password@redis.example.org:6379/0',
  ),
  v.check(
    (text) => /^[\w.:-]{1,64}$/.test(new URL(text).searchParams.get('prefix') ?? 'default'),
    'must have a prefix of letters, digits and . : - _ , at most 64',
  ),
);

/** Longer than what a supervisor waits for the end of a process would be of no use. */
export const drainSchema = v.pipe(
  v.number(),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(3600, 'must be at most 3600'),
);

export const secretSchema = v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'));

export const apiKeySchema = v.pipe(
  secretSchema,
  v.regex(/^[\x21-\x7e]+$/, 'must be letters, digits and signs of ASCII, without spaces'),
);

export const filledSchema = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const roomPatternSchema = v.pipe(
  v.string('must be a string'),
  v.nonEmpty('must not be empty'),
  v.maxLength(limits.room, `must have at most ${limits.room} characters`),
);

export const roomPatternsSchema = v.array(roomPatternSchema, 'must be a list');

export const allowOrDeny = v.picklist(['allow', 'deny'], 'must be allow or deny');

export function functionSchema<T>() {
  return v.custom<T>((value) => typeof value === 'function', 'must be a function');
}

/** A number for all rooms, or numbers by patterns of their names. */
export function keepSchema(numberSchema: v.GenericSchema<number>) {
  return v.lazy((given): v.GenericSchema<number | Record<string, number>> =>
    typeof given === 'object' ? v.record(roomPatternSchema, numberSchema) : numberSchema,
  );
}

export const keepDaysSchema = v.pipe(v.number(), v.gtValue(0, 'must be more than 0'));

export const keepMessagesSchema = v.pipe(
  v.number(),
  v.safeInteger('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
);

/** In minutes. */
export const editWindowSchema = v.pipe(
  v.number(),
  v.finite('must be finite'),
  v.minValue(0, 'must not be negative'),
);

export const loggerSchema = v.custom<Logger>((value) => typeof value === 'object' && value !== null);

/** `9464`, `0.0.0.0:9464` or `[::1]:9464`. */
export const metricsAddressSchema = v.pipe(
  v.string(),
  v.regex(/^(?:\[[^\]]+\]:|[^:[\]]+:)?\d{1,5}$/, 'must be a port, or a host and a port such as 0.0.0.0:9464'),
  v.transform((text): MetricsAddress => {
    const [, host = 'localhost', port] = /^(?:\[?([^\]]+?)\]?:)?(\d+)$/.exec(text) ?? [];
    return { host, port: Number(port) };
  }),
  v.check(({ port }) => port <= 65_535, 'must have a port of at most 65535'),
);

/** In seconds. The widget waits 8 s for the answer to a request. */
export const hookTimeoutSchema = v.pipe(
  v.number('must be a number'),
  v.gtValue(0, 'must be more than 0'),
  v.maxValue(7, 'must be at most 7'),
);

/** In seconds. */
export const reviewIntervalSchema = v.pipe(
  v.number('must be a number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(86_400, 'must be at most 86400'),
);

/** The limits by name, each with its default. `off` becomes undefined. */
export const limitsOrOffSchema = v.pipe(
  v.lazy((given) => (given === 'off' ? v.literal('off') : limitsSchema)),
  v.transform((given) => (given === 'off' ? undefined : given)),
);

/** In bytes: an answer of the largest size may have to wait for another one. */
export const leastBuffered = 2 * maxPayloadBytes;

export const bufferedSchema = v.pipe(
  v.number(),
  v.safeInteger('must be a whole number'),
  v.minValue(leastBuffered, `must be at least ${leastBuffered}`),
);

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
