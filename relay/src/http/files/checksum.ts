import { createHash, type Hash } from 'node:crypto';
import { ApiError } from '../api/api-error.ts';

/** The algorithms that a client may use for the checksum of a part. */
export const checksumAlgorithms = ['sha256', 'sha1'];

/** The status of tus for a part whose checksum does not fit. */
const mismatch = 460;

/** The checksum that a client has sent with a part of an upload, by the extension of tus. */
export class Checksum {
  #hash: Hash;
  #digest: string;

  private constructor(algorithm: string, digest: string) {
    this.#hash = createHash(algorithm);
    this.#digest = digest;
  }

  /**
   * @param header such as `sha256 n4bQgYhMfWWaL…`
   * @throws {ApiError} 400 for an algorithm that is not known
   */
  static of(header: string): Checksum {
    const [algorithm = '', digest = ''] = header.trim().split(/\s+/);
    if (!checksumAlgorithms.includes(algorithm)) {
      throw new ApiError(400, 'invalid', `Upload-Checksum must be by ${checksumAlgorithms.join(' or ')}`);
    }
    return new Checksum(algorithm, digest);
  }

  readonly update = (chunk: Uint8Array): void => void this.#hash.update(chunk);

  /** @throws {ApiError} 460 if the part has other bytes */
  readonly assert = (): void => {
    if (this.#hash.digest('base64') !== this.#digest)
      throw new ApiError(mismatch, 'file_refused', 'the part does not fit its checksum: send it again');
  };
}
