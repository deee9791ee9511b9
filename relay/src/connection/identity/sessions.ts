import { randomBytes, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { readOrCreateSecret } from '../../log/folder/secret-file.ts';
import { inMemory } from '../../log/open-log.ts';

/** How long a session is valid: a guest who is away for longer gets a new id. */
const lifetime = '180 days';
const audience = 'realtime-chat session';
const algorithm = 'HS256';

/** The guest that a session was issued to. */
export interface SessionGuest {
  id: string;
  /** When the guest first connected, in milliseconds since 1970. */
  since: number;
}

/**
 * Keeps a guest the same sender across reloads: the relay signs the guest's id, and the client sends this session at
 * the next connection.
 */
export class Sessions {
  /** jose would make one of the secret for each signature. */
  #key: webcrypto.CryptoKey;

  private constructor(key: webcrypto.CryptoKey) {
    this.#key = key;
  }

  /**
   * @param data the relay's data folder, which holds the secret; with a store in memory, the secret is lost when the
   * process ends
   */
  static async open(data: string): Promise<Sessions> {
    const secret = data === inMemory ? randomBytes(32) : await sessionSecret(join(data, 'secret'));
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    return new Sessions(await webcrypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify']));
  }

  /** Issues or renews a session. A renewed session keeps `since` of the first one. */
  issue({ id, since }: SessionGuest): Promise<string> {
    return new SignJWT({ since })
      .setProtectedHeader({ alg: algorithm })
      .setSubject(id)
      .setAudience(audience)
      .setExpirationTime(lifetime)
      .sign(this.#key);
  }

  /** The guest of a session; undefined if the relay did not issue it or it has expired. */
  async verify(session: string): Promise<SessionGuest | undefined> {
    try {
      const {
        payload: { sub: id, since },
      } = await jwtVerify(session, this.#key, { algorithms: [algorithm], audience });
      // Sessions of earlier releases have no `since`: their guests count as the oldest.
      return id === undefined ? undefined : { id, since: typeof since === 'number' ? since : 0 };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

async function sessionSecret(path: string): Promise<Uint8Array> {
  const secret = await readOrCreateSecret(path, () => randomBytes(32));
  if (secret.length !== 32)
    throw new Error(`${path} is damaged: it must hold 32 bytes. Delete it to get a new one.`);
  return secret;
}
