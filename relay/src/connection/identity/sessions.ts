import { randomBytes, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { readOrCreateSecret, readSecret } from '../../log/folder/secret-file.ts';
import { inMemory } from '../../log/open-log.ts';
import { type SecretsPlace, type SharedStore, storedSecret } from '../../log/stored-secret.ts';

/** How long a session is valid: a guest who is away for longer gets a new id. */
const lifetime = '180 days';
const audience = 'realtime-chat session';
const algorithm = 'HS256';
/** The bytes of the secret. */
const length = 32;

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
   * The secret is in the data folder, or in the store that relays share: a guest may come to any of them. With a store in
   * memory, it is lost when the process ends.
   */
  static async open({ data, shared }: SecretsPlace): Promise<Sessions> {
    const path = data === inMemory ? undefined : join(data, 'secret');
    const secret = shared ? await sharedSecret(shared, path) : await ownSecret(path);
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

async function ownSecret(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined) return randomBytes(length);
  const secret = await readOrCreateSecret(path, () => randomBytes(length));
  assertSecret(secret, path);
  return secret;
}

/** A secret in the data folder is the first one of all relays, so the guests of a relay that moves to Redis stay the same. */
async function sharedSecret(shared: SharedStore, path: string | undefined): Promise<Uint8Array> {
  const found = path === undefined ? undefined : await readSecret(path);
  if (found && path !== undefined) assertSecret(found, path);
  const first = found ?? randomBytes(length);
  const stored = await storedSecret(shared, 'sessions', first.toString('base64'));
  const secret = Buffer.from(typeof stored === 'string' ? stored : '', 'base64');
  assertSecret(secret, 'The secret of the sessions in Redis');
  return secret;
}

function assertSecret(secret: Uint8Array, place: string): void {
  if (secret.length !== length)
    throw new Error(`${place} is damaged: it must hold ${length} bytes. Delete it to get a new one.`);
}
