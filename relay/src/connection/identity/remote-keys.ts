import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';

/** The backoff after the first failure, in milliseconds. Each further failure doubles it, up to the longest. */
const firstBackoff = 1000;
const longestBackoff = 60_000;

/**
 * The public keys of a site (JWKS), fetched when a token needs them. After a failed fetch there is a backoff,
 * because jose's own `cooldownDuration` starts at the last success. Without this backoff, every token would cause a fetch
 * while the site's keys are down.
 *
 * @returns a function that throws `unavailable` if the keys cannot be fetched
 */
export function remoteKeys(url: URL, logger: Logger): JWTVerifyGetKey {
  let failures = 0;
  let retryAt = -Infinity;
  // The query is left out, because it may contain a secret.
  const displayUrl = `${url.origin}${url.pathname}`;

  const unavailable = (): Refusal =>
    new Refusal('unavailable', 'the keys for tokens cannot be fetched', {
      retryAfter: Math.max(1, Math.ceil((retryAt - performance.now()) / 1000)),
    });

  const fetchKeys = async (href: string, options: RequestInit): Promise<Response> => {
    if (performance.now() < retryAt) throw unavailable();
    try {
      const keys = await fetchKeySet(href, options);
      if (failures > 0)
        logger.warn({ code: 'jwks_back', url: displayUrl }, 'the keys for tokens can be fetched again');
      failures = 0;
      return keys;
    } catch (error) {
      retryAt = performance.now() + Math.min(longestBackoff, firstBackoff * 2 ** failures);
      failures += 1;
      if (failures === 1) {
        logger.error(
          { code: 'jwks_away', url: displayUrl, err: error },
          'the keys for tokens cannot be fetched',
        );
      }
      throw unavailable();
    }
  };
  return createRemoteJWKSet(url, { [customFetch]: fetchKeys });
}

/** This function parses the answer itself, so that an answer without keys counts as a failure too. */
async function fetchKeySet(href: string, options: RequestInit): Promise<Response> {
  const response = await fetch(href, options);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`the answer has status ${response.status}`);
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || !('keys' in json) || !Array.isArray(json.keys)) {
    throw new Error('the answer is not a JSON Web Key Set');
  }
  return new Response(text);
}
