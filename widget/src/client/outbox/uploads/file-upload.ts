import { uploadPlaceSchema } from '@realtime-chat/protocol';
import { Upload } from 'tus-js-client';
import { ChatError, type ChatErrorCode } from '../../chat-error.js';
import type { Request } from '../../connection/connection.js';
import type { OutboxFile } from '../outbox-item.js';
import { asChatError, isCut, isPassing, refusalIn } from './upload-error.js';
import { UploadPauses } from './upload-pauses.js';

/** The relay takes one request for at most some seconds, so a chunk has to get through a slow link in that time, in bytes. */
const chunkSize = 512 * 1024;

/** The pauses after which tus tries again on a link that was cut, in milliseconds. After the last one, the relay is asked anew. */
const retryDelays = [0, 1000, 3000];

/** After so many places that the relay has forgotten, a file is given up. */
const mostPlaces = 3;

/** The relay to which files are uploaded. */
export interface UploadPort {
  readonly room: string;
  readonly relayUrl: string;
  readonly isConnected: boolean;
  readonly request: Request;
}

/** Uploads one file by the tus protocol, and continues after a cut where the relay is. */
export class FileUpload {
  readonly file: OutboxFile;
  /** Why it was given up. */
  error: ChatError | undefined;
  /** Why the relay does not take it now. It is tried again. */
  refusal: ChatErrorCode | undefined;
  #port: UploadPort;
  /** Called when something has changed. `isKept` is true for what the outbox has to store. */
  #changed: (isKept: boolean) => void;
  #upload: Upload | undefined;
  /** Ends the wait for the upload: tus reports nothing of one that was aborted. */
  #endTransfer: (() => void) | undefined;
  #isCancelled = false;
  #lostPlaces = 0;
  #pauses = new UploadPauses();

  constructor(file: OutboxFile, port: UploadPort, changed: (isKept: boolean) => void) {
    this.file = file;
    this.#port = port;
    this.#changed = changed;
  }

  /** Whether another attempt is to be made. */
  get isUnfinished(): boolean {
    return !this.file.done && !this.error && !this.#isCancelled;
  }

  /** For how many milliseconds it has to wait for the next attempt. */
  get remaining(): number {
    return this.#pauses.remaining;
  }

  /** An attempt has failed, and another one may succeed. */
  postpone(error: ChatError): void {
    this.refusal = refusalIn(error);
    this.#pauses.failed(error.retryAfter);
    this.#changed(false);
  }

  /** Once there is a connection again, there is no reason to wait. */
  connectionLost(): void {
    this.#pauses.connectionLost();
  }

  /**
   * Tries once. Resolves when the relay has the file, or when it is given up.
   *
   * @throws {ChatError} `no_answer`, or a refusal with `retryAfter`: another attempt may succeed
   */
  async attempt(): Promise<void> {
    const { file } = this;
    try {
      await this.#findPlace();
      if (!this.#isCancelled) await this.#transfer();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (this.#isCancelled) return;
      if (isPassing(error)) throw error;
      if (file.url === undefined || !hasEnded.has(error.code)) return this.#giveUp(error);
      file.url = file.sent = undefined;
      this.#lostPlaces += 1;
      if (this.#lostPlaces < mostPlaces) throw new ChatError('no_answer');
      return this.#giveUp(new ChatError('file_not_found'));
    }
    if (this.#isCancelled) return;
    file.done = true;
    file.sent = file.size;
    this.#changed(true);
  }

  /** Ends the upload. The relay is told, if it can be reached; it forgets an unfinished upload anyway. */
  cancel(): void {
    this.#isCancelled = true;
    const { url } = this.file;
    if (this.#upload) void this.#upload.abort(url !== undefined).catch(() => {});
    else if (url !== undefined)
      void Upload.terminate(this.#absolute(url), { retryDelays: [] }).catch(() => {});
    this.#endTransfer?.();
  }

  /** Stops sending. Another page may continue. */
  stop(): void {
    this.#isCancelled = true;
    void this.#upload?.abort();
    this.#endTransfer?.();
  }

  #giveUp(error: ChatError): void {
    this.error = error;
    this.#changed(false);
  }

  async #findPlace(): Promise<void> {
    const { file } = this;
    if (file.url !== undefined) return;
    const { name, size, type } = file;
    const { room } = this.#port;
    const { id, url } = await this.#port.request('upload', { room, name, size, type }, uploadPlaceSchema);
    file.id = id;
    file.url = url;
    this.refusal = undefined;
    this.#changed(true);
  }

  #transfer(): Promise<void> {
    const { file } = this;
    return new Promise((resolve, reject) => {
      this.#endTransfer = resolve;
      this.#upload = new Upload(file.data, {
        uploadUrl: this.#absolute(file.url ?? ''),
        chunkSize,
        retryDelays,
        onShouldRetry: isCut,
        onChunkComplete: () => {
          this.refusal = undefined;
          this.#pauses.succeeded();
        },
        storeFingerprintForResuming: false,
        fingerprint: async () => '',
        fileReader: { openFile: async () => new BlobSource(file.data) },
        onProgress: (sent) => {
          if (this.#isCancelled) return;
          file.sent = sent;
          this.#changed(false);
        },
        onSuccess: () => resolve(),
        onError: (error) => reject(asChatError(error)),
      });
      this.#upload.start();
    });
  }

  #absolute(url: string): string {
    return new URL(url, `${this.#port.relayUrl}/`).href;
  }
}

/** Reads a Blob in Node and in browsers. tus-js-client itself reads none in Node. */
class BlobSource {
  #data: Blob;

  constructor(data: Blob) {
    this.#data = data;
  }

  get size(): number {
    return this.#data.size;
  }

  async slice(start: number, end: number): Promise<{ value: Uint8Array; done: boolean }> {
    const bytes = new Uint8Array(await this.#data.slice(start, end).arrayBuffer());
    // The package asks for the size, as Blobs have it.
    const value = Object.assign(bytes, { size: bytes.length });
    return { value, done: end >= this.size };
  }

  close(): void {}
}

/** The codes of a place that the relay does not know any more. */
const hasEnded = new Set<string>(['not_found', 'expired']);
