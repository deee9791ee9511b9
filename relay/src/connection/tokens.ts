import { parse } from '@realtime-chat/protocol';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import * as v from 'valibot';
import { type Identity, identitySchema } from './identity.ts';
import { Refusal } from '../refusal.ts';

export interface TokenSettings {
  /** Shared with whoever makes the tokens (HS256). */
  secret?: string | undefined;
  /** Where the public keys of whoever makes the tokens are. */
  jwks?: string | undefined;
  issuer?: string | undefined;
  audience?: string | undefined;
}

/** Reads a site's token. @throws {Refusal} `unauthorized`, `unavailable` */
export type ReadToken = (token: string) => Promise<Identity>;

/**
 * One algorithm for a secret and others for public keys: a token must not choose, or a public key would do as a secret.
 */
const publicAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** What reads tokens, or nothing where the site has none. */
export function tokenReader({ secret, jwks, issuer, audience }: TokenSettings): ReadToken | undefined {
  const claims = { ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) };
  const verify = verifier({ secret, jwks }, { ...claims, requiredClaims: ['sub'] });
  return (
    verify &&
    (async (token) => {
      const payload = await verify(token).catch((error: unknown) => {
        throw refusalOf(error);
      });
      // RFC 7519, 4.1.3: who is not among those that a token is for must not take it.
      if (payload.aud !== undefined && audience === undefined) {
        throw new Refusal(
          'unauthorized',
          'the token is for another audience: the relay has none by --auth-audience',
        );
      }
      return identityOf(payload);
    })
  );
}

function verifier({ secret, jwks }: TokenSettings, options: JWTVerifyOptions) {
  if (secret !== undefined) {
    const key = new TextEncoder().encode(secret);
    return async (token: string) =>
      (await jwtVerify(token, key, { ...options, algorithms: ['HS256'] })).payload;
  }
  if (jwks === undefined) return undefined;
  const keys = createRemoteJWKSet(new URL(jwks));
  return async (token: string) =>
    (await jwtVerify(token, keys, { ...options, algorithms: publicAlgorithms })).payload;
}

/** The claims that tell who somebody is; others are none of ours. */
const claimsSchema = v.object({
  sub: identitySchema.entries.id,
  name: identitySchema.entries.username,
  roles: identitySchema.entries.roles,
  rooms: identitySchema.entries.rooms,
  exp: identitySchema.entries.expires,
});

function identityOf(payload: JWTPayload): Identity {
  const parsed = parse(claimsSchema, payload);
  if (!parsed.ok) throw new Refusal('unauthorized', `the token is not valid: ${parsed.reason}`);
  const { sub, name, roles, rooms, exp } = parsed.value;
  return { id: sub, username: name, roles, rooms, expires: exp === undefined ? undefined : exp * 1000 };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return new Refusal('unauthorized', 'the token is over');
  // The keys are somewhere else, and whoever keeps them may not answer just now.
  if (error instanceof errors.JWKSTimeout || error instanceof TypeError || isFailedFetch(error)) {
    return new Refusal('unavailable', 'the keys of the tokens cannot be had', {
      retryAfter: 5,
      cause: error,
    });
  }
  return new Refusal('unauthorized', 'the token is not valid', {
    cause: error instanceof errors.JOSEError ? undefined : error,
  });
}

/** What says only that the keys’ place answered with something else than 200. */
function isFailedFetch(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
}
