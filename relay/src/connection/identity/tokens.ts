import { parse } from '@realtime-chat/protocol';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import * as v from 'valibot';
import type { Logger } from '../../logger.ts';
import { type Identity, identitySchema } from './identity.ts';
import { remoteKeys } from './remote-keys.ts';
import { Refusal } from '../../refusal.ts';

export interface TokenSettings {
  /** The secret that the issuer of the tokens shares with the relay (HS256). */
  secret?: string | undefined;
  /** The URL of the issuer's public keys. */
  jwks?: string | undefined;
  issuer?: string | undefined;
  audience?: string | undefined;
}

/** Verifies a token of the site and returns its identity. @throws {Refusal} `unauthorized`, `unavailable` */
export type ReadToken = (token: string) => Promise<Identity>;

/**
 * The algorithms for public keys. With a secret, only HS256 is allowed: if a token could choose, an attacker could use
 * the public key as a secret.
 */
const publicAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** @returns undefined if neither a secret nor keys are configured */
export function createTokenReader(
  { secret, jwks, issuer, audience }: TokenSettings,
  logger: Logger,
): ReadToken | undefined {
  const claims = { ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) };
  const verify = verifier({ secret, jwks }, logger, { ...claims, requiredClaims: ['sub'] });
  return (
    verify &&
    (async (token) => {
      const payload = await verify(token).catch((error: unknown) => {
        throw refusalOf(error);
      });
      // RFC 7519, 4.1.3: a relay that is not in a token's audience must reject the token.
      if (payload.aud !== undefined && audience === undefined) {
        throw new Refusal(
          'unauthorized',
          'the token is for another audience: the relay has none (--auth-audience)',
          { detail: 'audience' },
        );
      }
      return identityOf(payload);
    })
  );
}

function verifier({ secret, jwks }: TokenSettings, logger: Logger, options: JWTVerifyOptions) {
  if (secret !== undefined) {
    const key = new TextEncoder().encode(secret);
    return async (token: string) =>
      (await jwtVerify(token, key, { ...options, algorithms: ['HS256'] })).payload;
  }
  if (jwks === undefined) return undefined;
  const keys = remoteKeys(new URL(jwks), logger);
  return async (token: string) =>
    (await jwtVerify(token, keys, { ...options, algorithms: publicAlgorithms })).payload;
}

/** The claims that make an identity. All others are ignored. */
const claimsSchema = v.object({
  sub: identitySchema.entries.id,
  name: identitySchema.entries.username,
  roles: identitySchema.entries.roles,
  rooms: identitySchema.entries.rooms,
  exp: identitySchema.entries.expires,
});

function identityOf(payload: JWTPayload): Identity {
  const parsed = parse(claimsSchema, payload);
  if (!parsed.ok) {
    throw new Refusal('unauthorized', `the token is not valid: ${parsed.reason}`, { detail: 'claims' });
  }
  const { sub, name, roles, rooms, exp } = parsed.value;
  return { id: sub, username: name, roles, rooms, expires: exp === undefined ? undefined : exp * 1000 };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired) {
    return new Refusal('unauthorized', 'the token has expired', { detail: 'expired' });
  }
  return new Refusal('unauthorized', 'the token is not valid', {
    cause: error instanceof errors.JOSEError ? undefined : error,
    detail: detailOf(error),
  });
}

/** The reason for refusing a token, in one word, for the log. */
function detailOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) {
    return { aud: 'audience', iss: 'issuer' }[error.claim] ?? `claim ${error.claim}`;
  }
  const isAboutKey =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed;
  return isAboutKey ? 'key' : 'malformed';
}
