import { SignJWT } from 'jose';

export const authSecret = 'a secret of thirty-two characters, or more';

/** A site's token of Mona, who moderates unless told otherwise. */
export function token(claims: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ sub: '7', name: 'Mona', roles: ['moderator'], ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(authSecret));
}
