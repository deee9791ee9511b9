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
          'the token is for an audience, and the relay has none (--auth-audience)',
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
  picture: identitySchema.entries.picture,
  roles: identitySchema.entries.roles,
  rooms: identitySchema.entries.rooms,
  exp: identitySchema.entries.expires,
});

function identityOf(payload: JWTPayload): Identity {
  const parsed = parse(claimsSchema, payload);
  if (!parsed.ok) {
    throw new Refusal('unauthorized', `the token is not valid: ${parsed.reason}`, { detail: 'claims' });
  }
  const { sub, name, picture, roles, rooms, exp } = parsed.value;
  const expires = exp === undefined ? undefined : exp * 1000;
  return { id: sub, username: name, picture, roles, rooms, expires };
}

/** The sentences for developers, by the reason. None of them holds a value that the relay expects. */
const sentences: Record<TokenProblem, string> = {
  expired: 'the token has expired',
  not_yet_valid: 'the token is not valid yet: compare the clocks of site and relay',
  audience: 'the token is for another audience than the relay’s (--auth-audience)',
  issuer: 'the token is from another issuer than the relay’s (--auth-issuer)',
  key: 'the token is not signed with the relay’s key (--auth-secret, --auth-jwks)',
  claims: 'the token is not valid: one of its claims sub, exp and nbf is missing or malformed',
  malformed: 'the token is not a signed JWT',
};

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const detail = problemOf(error);
  return new Refusal('unauthorized', sentences[detail], {
    cause: error instanceof errors.JOSEError ? undefined : error,
    detail,
  });
}

type TokenProblem = 'expired' | 'not_yet_valid' | 'audience' | 'issuer' | 'key' | 'claims' | 'malformed';

/**
 * The reason for refusing a token. The signature is verified first: all reasons but `key` and `malformed` are told only to
 * somebody with a token that the site has signed.
 */
function problemOf(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'audience';
    if (error.claim === 'iss') return 'issuer';
    return error.claim === 'nbf' ? 'not_yet_valid' : 'claims';
  }
  const isAboutKey =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed;
  return isAboutKey ? 'key' : 'malformed';
}
