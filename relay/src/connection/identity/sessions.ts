import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { keptSecret } from '../../log/folder/secret-file.ts';
import { inMemory } from '../../log/open-log.ts';

/** A guest who is away for longer comes back as somebody else. */
const lifetime = '180 days';
const audience = 'realtime-chat session';
const algorithm = 'HS256';

/** Whom a session stands for. */
export interface Guest {
  id: string;
  /** Since when, in milliseconds since 1970. */
  since: number;
}

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

  /** @param since when the first one was issued for them */
  issue({ id, since }: Guest): Promise<string> {
    return new SignJWT({ since })
      .setProtectedHeader({ alg: algorithm })
      .setSubject(id)
      .setAudience(audience)
      .setExpirationTime(lifetime)
      .sign(this.#secret);
  }

  /** Whom the session was issued for, or nothing if it is not ours or is over. */
  async verify(session: string): Promise<Guest | undefined> {
    try {
      const {
        payload: { sub: id, since },
      } = await jwtVerify(session, this.#secret, { algorithms: [algorithm], audience });
      // Those of earlier releases do not say since when, and were there before.
      return id === undefined ? undefined : { id, since: typeof since === 'number' ? since : 0 };
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
