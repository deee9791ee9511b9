import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { S3mini } from 's3mini';
import type { BlobStore, ByteRange } from './blob-store.ts';
import { assertHash } from './hash.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** Blobs in a bucket of an S3-compatible store, as `PREFIX/HASH`. Several relays can share it. */
export class S3Blobs implements BlobStore {
  /** Most of the time is the network's. */
  readonly mostAtOnce = 2;
  #client: S3mini;
  #prefix: string;

  constructor({ endpoint, bucket, prefix, region, accessKeyId, secretAccessKey }: S3Bucket) {
    // With the bucket in the path: stores other than Amazon's have no name for each bucket.
    this.#client = new S3mini({ endpoint: `${endpoint}/${bucket}`, region, accessKeyId, secretAccessKey });
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
  }

  /** @throws {Error} if the bucket cannot be read with these keys */
  async probe(): Promise<void> {
    if (!(await this.#client.listObjectsPaged('/', this.#prefix, 1)))
      throw new Error('there is no such bucket');
  }

  async put(hash: string, path: string): Promise<void> {
    const key = this.#keyOf(hash);
    // The store compares what it received with the hash, and refuses what differs.
    const checksum = { 'x-amz-checksum-sha256': Buffer.from(hash, 'hex').toString('base64') };
    await this.#client.putObject(
      key,
      await openAsBlob(path),
      'application/octet-stream',
      undefined,
      checksum,
    );
  }

  async read(hash: string, range?: ByteRange): Promise<Readable> {
    const key = this.#keyOf(hash);
    const response = await (
      range
        ? // The end is not included here.
          this.#client.getObjectRaw(key, false, range.start, range.end + 1)
        : this.#client.getObjectRaw(key)
    ).catch((error: unknown) => {
      if (!isAbsence(error)) throw error;
      throw Object.assign(new Error('there is no such blob', { cause: error }), { code: 'ENOENT' });
    });
    if (!response.body) return Readable.from([]);
    return Readable.fromWeb(response.body);
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#client.objectExists(this.#keyOf(hash))) === true;
  }

  async remove(hash: string): Promise<void> {
    await this.#client.deleteObject(this.#keyOf(hash));
  }

  #keyOf(hash: string): string {
    assertHash(hash);
    return this.#prefix + hash;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}
