import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { keptSecret } from './kept-secret.ts';
import { inMemory } from './log/open-log.ts';

/** A guest who is away for longer comes back as somebody else. */
const lifetime = '180 days';
const audience = 'realtime-chat session';
const algorithm = 'HS256';

/**
 * Makes a guest the same sender after a reload: the relay signs the id that it gave, and the client brings
 * it back.
 */
export class Sessions {
  #secret: Uint8Array;

  private constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** @param data the relay's data folder, where the secret is kept; in memory it ends with the process. */
  static async open(data: string): Promise<Sessions> {
    return new Sessions(data === inMemory ? randomBytes(32) : await sessionSecret(join(data, 'secret')));
  }

  issue(personId: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setSubject(personId)
      .setAudience(audience)
      .setExpirationTime(lifetime)
      .sign(this.#secret);
  }

  /** The id that the session was issued for, or nothing if it is not ours or is over. */
  async verify(session: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(session, this.#secret, { algorithms: [algorithm], audience });
      return payload.sub;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

async function sessionSecret(path: string): Promise<Uint8Array> {
  const secret = await keptSecret(path, () => randomBytes(32));
  if (secret.length !== 32)
    throw new Error(`${path} is damaged: it must hold 32 bytes. Delete it to get a new one.`);
  return secret;
}
