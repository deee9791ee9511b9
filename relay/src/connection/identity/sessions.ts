import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify } from 'jose';
import { readOrCreateSecret } from '../../log/folder/secret-file.ts';
import { inMemory } from '../../log/open-log.ts';

/** How many seconds a session is valid: a guest who is away for longer gets a new id. */
const lifetime = 180 * 24 * 60 * 60;
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
  #secret: Uint8Array;

  private constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /**
   * @param data the relay's data folder, which holds the secret; with a store in memory, the secret is lost when the
   * process ends
   */
  static async open(data: string): Promise<Sessions> {
    return new Sessions(data === inMemory ? randomBytes(32) : await sessionSecret(join(data, 'secret')));
  }

  /**
   * Issues or renews a session. A renewed session keeps `since` of the first one. It is signed here, because jose signs by
   * WebCrypto: to give each signature to another thread took a quarter of the time of a join.
   */
  issue({ id, since }: SessionGuest): string {
    const expires = Math.floor(Date.now() / 1000) + lifetime;
    const claims = base64url({ since, sub: id, aud: audience, exp: expires });
    const signed = `${base64url({ alg: algorithm })}.${claims}`;
    return `${signed}.${createHmac('sha256', this.#secret).update(signed).digest('base64url')}`;
  }

  /** The guest of a session; undefined if the relay did not issue it or it has expired. */
  async verify(session: string): Promise<SessionGuest | undefined> {
    try {
      const {
        payload: { sub: id, since },
      } = await jwtVerify(session, this.#secret, { algorithms: [algorithm], audience });
      // Sessions of earlier releases have no `since`: their guests count as the oldest.
      return id === undefined ? undefined : { id, since: typeof since === 'number' ? since : 0 };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

async function sessionSecret(path: string): Promise<Uint8Array> {
  const secret = await readOrCreateSecret(path, () => randomBytes(32));
  if (secret.length !== 32)
    throw new Error(`${path} is damaged: it must hold 32 bytes. Delete it to get a new one.`);
  return secret;
}
