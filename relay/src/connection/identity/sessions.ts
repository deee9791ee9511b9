import { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { relaySecret } from '../../log/relay-secret.ts';
import type { SecretsPlace } from '../../log/stored-secret.ts';

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

  /** All relays of a store sign by one secret: a guest may come to any of them. */
  static async open(place: SecretsPlace): Promise<Sessions> {
    const secret = await relaySecret(place, { file: 'secret', name: 'sessions' });
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
