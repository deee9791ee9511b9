import { fileLimits } from '@realtime-chat/protocol';
import { ChatError, type ChatErrorCode, maxTimerDelay } from '../../chat-error.js';
import { newId } from '../../random-id.js';
import type { ChatMessage } from '../../sync/chat-message.js';
import type { OutgoingFile } from '../../sync/outgoing-file.js';
import type { OutboxFile, OutboxItem } from '../outbox-item.js';
import type { Outbox } from '../outbox.js';
import { FileUpload, type UploadPort } from './file-upload.js';

/** The number of files that are uploaded at the same time. The others wait, so that the first files are complete sooner. */
const mostAtOnce = 3;

/** The fields of a file whose upload has to begin anew, because the relay has lost its bytes. */
const forgotten = { url: undefined, done: undefined, sent: undefined };

/** How often to check whether a lost connection is back, in milliseconds. */
const pause = 2000;

/** The uploads of a room: those of messages in the outbox, and those that a page has begun before the message is sent. */
export class Uploads {
  /** Bounds of the files of a message. */
  readonly limits = fileLimits;
  #port: UploadPort;
  #outbox: Outbox;
  #update: (id: string, change: Partial<ChatMessage>) => void;
  #uploads = new Map<string, FileUpload>();
  /** The items that wait for their files, by the keys of the files. */
  #items = new Map<string, OutboxItem>();
  #running = new Set<FileUpload>();
  /** The items whose files were uploaded once more. */
  #restarted = new WeakSet<OutboxItem>();
  #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param update changes the message of an item that is shown */
  constructor(port: UploadPort, outbox: Outbox, update: (id: string, change: Partial<ChatMessage>) => void) {
    this.#port = port;
    this.#outbox = outbox;
    this.#update = update;
  }

  /**
   * The files of a new message. Those that are uploaded already stay the same objects.
   *
   * @throws {ChatError} `invalid` if there are too many
   */
  filesOf(files: readonly (File | OutgoingFile)[]): readonly OutboxFile[] | undefined {
    if (files.length === 0) return undefined;
    if (files.length > this.limits.files) throw new ChatError('invalid', 'too many files');
    return files.map((file) => {
      if ('key' in file) return file as OutboxFile;
      return newOutboxFile('data' in file ? file : { data: file, name: file.name });
    });
  }

  /**
   * The files of a failed message for a new one. The store keeps the bytes of each message for itself.
   *
   * @param error why the message failed. If the relay has lost files, all are uploaded again, without those whose bytes are lost here
   */
  again(
    files: readonly OutboxFile[] | undefined,
    error: string | undefined,
  ): readonly OutboxFile[] | undefined {
    const isLost = error === 'file_not_found';
    const again = files?.filter((file) => !isLost || hasBytes(file));
    return again?.length
      ? again.map((file) => ({ ...file, ...(isLost && forgotten), key: newId() }))
      : undefined;
  }

  /**
   * Uploads the files of an item once more, because the relay has lost some.
   *
   * @throws {ChatError} with `retryAfter` if the upload begins anew, so that the item waits; returns if it cannot begin
   */
  restart(item: OutboxItem): void {
    const files = item.files?.filter(hasBytes) ?? [];
    if (files.length === 0 || this.#restarted.has(item)) return;
    this.#restarted.add(item);
    for (const file of files) {
      this.#uploads.delete(file.key);
      Object.assign(file, forgotten);
    }
    throw new ChatError('file_not_found', undefined, 0);
  }

  /** Uploads the files of an item. The item is sent when the relay has all its files, and is given up if one is refused. */
  add(item: OutboxItem): void {
    // It may have been given up while this code was loaded.
    if (item.error) return;
    for (const file of item.files ?? []) {
      const begun = this.#items.has(file.key);
      this.#items.set(file.key, item);
      const { error } = this.start(file);
      // The upload may have ended before its message was sent.
      if (error && !begun) return this.#fail(item, error);
    }
    this.#show(item);
    this.#run();
  }

  /** Begins to upload a file, unless that has begun. */
  start(file: OutboxFile): FileUpload {
    let upload = this.#uploads.get(file.key);
    if (!upload) {
      upload = new FileUpload(file, this.#port, (isKept) => this.#changed(file, isKept));
      this.#uploads.set(file.key, upload);
    }
    this.#run();
    return upload;
  }

  /** Why the upload of a file was given up. */
  errorOf(file: OutboxFile): ChatError | undefined {
    return this.#uploads.get(file.key)?.error;
  }

  /** Why the relay refuses a file for now. Its upload is tried again. */
  refusalOf(file: OutboxFile): ChatErrorCode | undefined {
    return this.#uploads.get(file.key)?.refusal;
  }

  /** Ends the uploads of an item that does not wait any more, and frees its files, which may be large. */
  release({ files = [], error }: OutboxItem): void {
    for (const file of files) {
      if (error === 'cancelled') this.remove(file);
      // The relay keeps what is there: a retry continues with it.
      else this.#forget(file, (upload) => upload.stop());
    }
  }

  /** Uploads a file again after its upload was given up. */
  retry(file: OutboxFile): FileUpload {
    this.#uploads.delete(file.key);
    return this.start(file);
  }

  /** Ends the upload of a file that is not sent. */
  remove(file: OutboxFile): void {
    this.#forget(file, (upload) => upload.cancel());
  }

  /** Stops all uploads, without telling the relay: another page may continue. */
  close(): void {
    clearTimeout(this.#timer);
    for (const upload of this.#uploads.values()) upload.stop();
    this.#uploads.clear();
  }

  /** Calls `watcher` whenever an upload has changed. @returns a function that ends this */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Starts the next uploads, as long as there is room for them. */
  #run(): void {
    clearTimeout(this.#timer);
    const waiting = [...this.#uploads.values()].filter(
      (upload) => upload.isUnfinished && !this.#running.has(upload),
    );
    let next = Infinity;
    for (const upload of waiting) {
      if (!this.#port.isConnected) {
        upload.connectionLost();
        next = pause;
      } else if (this.#running.size >= mostAtOnce) return;
      else if (upload.remaining <= 0) void this.#attempt(upload);
      else next = Math.min(next, upload.remaining);
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.#run(), Math.min(next, maxTimerDelay));
  }

  async #attempt(upload: FileUpload): Promise<void> {
    this.#running.add(upload);
    try {
      await upload.attempt();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      upload.postpone(error);
    } finally {
      this.#running.delete(upload);
    }
    this.#run();
  }

  #changed(file: OutboxFile, isKept: boolean): void {
    for (const watcher of this.#watchers) watcher();
    const item = this.#items.get(file.key);
    if (!item) return;
    const { error } = this.#uploads.get(file.key) ?? {};
    if (error) return this.#fail(item, error);
    this.#show(item);
    if (isKept) void this.#outbox.filesChanged(item);
  }

  #show({ id, files = [] }: OutboxItem): void {
    this.#update(id, { files: files.map((file) => ({ ...file, refusal: this.refusalOf(file) })) });
  }

  #forget({ key }: OutboxFile, end: (upload: FileUpload) => void): void {
    const upload = this.#uploads.get(key);
    if (upload) end(upload);
    this.#uploads.delete(key);
    this.#items.delete(key);
  }

  #fail(item: OutboxItem, error: ChatError): void {
    this.release(item);
    void this.#outbox.notSent(item, error);
  }
}

/** A file whose upload has not begun. */
function newOutboxFile(file: OutgoingFile): OutboxFile {
  const key = newId();
  const { type, size } = file.data;
  return { key, id: key, type, size, ...file };
}

/** Whether this page still has the bytes: a message is also stored without those of a file that the relay has. */
function hasBytes({ data, size }: OutboxFile): boolean {
  return data.size === size;
}
