import { createHmac, timingSafeEqual } from 'node:crypto';
import { relaySecret } from '../log/relay-secret.ts';
import type { SecretsPlace } from '../log/stored-secret.ts';

/**
 * A key ends at the end of the slot of time after the present one, in milliseconds: after 30 to 60 minutes. So all readers of half
 * an hour have the same addresses, and a cache of a browser keeps its use.
 */
const slot = 30 * 60 * 1000;

/** The bytes of a signature that are kept: nobody guesses 128 bits. */
const signatureBytes = 16;

/** A key that reads all files of one room. */
export interface RoomKey {
  key: string;
  /** Milliseconds for which it holds. */
  for: number;
}

/** Signs the addresses of files and of uploads. */
export class FileKeys {
  #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** All relays of a store sign by one secret: an address leads to any of them. */
  static async open(place: SecretsPlace): Promise<FileKeys> {
    return new FileKeys(await relaySecret(place, { file: 'files-secret', name: 'files' }));
  }

  roomKey(room: string, now = Date.now()): RoomKey {
    const end = (Math.floor(now / slot) + 2) * slot;
    return { key: this.#readKey(room, end), for: end - now };
  }

  /** Whether a key reads the files of a room, does so no longer, or never did. */
  judge(room: string, key: string, now = Date.now()): 'valid' | 'ended' | 'wrong' {
    const end = parseInt(key, 36);
    // The whole of it: a key has one form.
    if (!isSame(key, this.#readKey(room, end))) return 'wrong';
    return now < end ? 'valid' : 'ended';
  }

  /** The key of one upload, for the person that has begun it. */
  uploadKey(id: string): string {
    return this.#sign(`upload ${id}`);
  }

  isUploadKey(id: string, key: string): boolean {
    return isSame(key, this.uploadKey(id));
  }

  #readKey(room: string, end: number): string {
    return `${end.toString(36)}.${this.#sign(`read ${end} ${room}`)}`;
  }

  #sign(text: string): string {
    const signature = createHmac('sha256', this.#secret).update(text).digest();
    return signature.subarray(0, signatureBytes).toString('base64url');
  }
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
