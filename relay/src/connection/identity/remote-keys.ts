import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';

/** The pause after the first failure, in milliseconds; each further one doubles it, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;

/**
 * The public keys of a site, fetched when a token needs them. Where they cannot be had, they are not asked for again
 * before a pause is over: jose's own `cooldownDuration` counts from the last success alone, so each token would ask.
 *
 * @returns a function that throws `unavailable` where the keys cannot be had
 */
export function remoteKeys(url: URL, logger: Logger): JWTVerifyGetKey {
  let failures = 0;
  let closedUntil = -Infinity;
  // A query may hold a key.
  const place = `${url.origin}${url.pathname}`;

  const unavailable = (): Refusal =>
    new Refusal('unavailable', 'the keys of the tokens cannot be had', {
      retryAfter: Math.max(1, Math.ceil((closedUntil - performance.now()) / 1000)),
    });

  const fetchKeys = async (href: string, options: RequestInit): Promise<Response> => {
    if (performance.now() < closedUntil) throw unavailable();
    try {
      const keys = await keysAt(href, options);
      if (failures > 0)
        logger.warn({ code: 'jwks_back', url: place }, 'the keys of the tokens can be had again');
      failures = 0;
      return keys;
    } catch (error) {
      closedUntil = performance.now() + Math.min(longestPause, firstPause * 2 ** failures);
      failures += 1;
      if (failures === 1) {
        logger.error({ code: 'jwks_away', url: place, err: error }, 'the keys of the tokens cannot be had');
      }
      throw unavailable();
    }
  };
  return createRemoteJWKSet(url, { [customFetch]: fetchKeys });
}

/** Read here rather than by jose, so that an answer that is no set of keys counts as a failure too. */
async function keysAt(href: string, options: RequestInit): Promise<Response> {
  const response = await fetch(href, options);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`the answer has status ${response.status}`);
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || !('keys' in json) || !Array.isArray(json.keys)) {
    throw new Error('the answer is no JSON Web Key Set');
  }
  return new Response(text);
}
