import { SignJWT } from 'jose';

/** What a site and its relay share. */
export const authSecret = 'a secret of thirty-two characters, or more';

/** A site's token: good for an hour unless told otherwise. */
export function token(
  claims: Record<string, unknown> = {},
  key: string | CryptoKey = authSecret,
  alg = 'HS256',
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub: '7', name: 'Mona', exp: now + 3600, ...claims })
    .setProtectedHeader({ alg })
    .sign(typeof key === 'string' ? new TextEncoder().encode(key) : key);
}

/** The handshake of a client with a token. */
export const bearing = (bearer: string, more: object = {}) => ({
  auth: { protocol: 1, token: bearer, ...more },
});
