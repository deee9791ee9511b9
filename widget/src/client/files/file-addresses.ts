import { type ChatFile, fileAccessSchema } from '@realtime-chat/protocol';
import type { Request } from '../connection/connection.js';
import { timedAccess, type TimedFileAccess } from './file-access.js';

/** A key that ends sooner than this, in milliseconds, is renewed. */
const margin = 60_000;

/** The session of a room, as the addresses of its files use it. */
interface Session {
  readonly relayUrl: string;
  readonly room: string;
  readonly request: Request;
}

/** Has the newest answer of the relay about files. */
interface Holder {
  files: TimedFileAccess | undefined;
}

export interface FileUrlOptions {
  /** Whether the browser saves the file rather than showing it. */
  download?: boolean;
}

/** The addresses of the files of a room. Their key ends, and is renewed. */
export class FileAddresses {
  #session: Session;
  #holder: Holder;
  #renewal: Promise<void> | undefined;

  constructor(session: Session, holder: Holder) {
    this.#session = session;
    this.#holder = holder;
  }

  /** For how many milliseconds the present key can be used; undefined if the relay has no files. */
  get remaining(): number | undefined {
    const { files } = this.#holder;
    return files && files.ends - margin - Date.now();
  }

  /** The newest access: another object whenever the relay has told it. */
  get access(): TimedFileAccess | undefined {
    return this.#holder.files;
  }

  /** The address with the present key, which may have ended; undefined if the relay has no files. */
  urlOf(
    { id, name }: Pick<ChatFile, 'id' | 'name'>,
    { download = false }: FileUrlOptions = {},
  ): string | undefined {
    const { files } = this.#holder;
    if (!files) return undefined;
    const base = new URL(files.url, `${this.#session.relayUrl}/`).href;
    return `${base}${id}/${encodeURIComponent(name)}?key=${encodeURIComponent(files.key)}${download ? '&download' : ''}`;
  }

  /** The address with a key that holds for a while. @throws {ChatError} why the key could not be renewed */
  async freshUrlOf(
    file: Pick<ChatFile, 'id' | 'name'>,
    options?: FileUrlOptions,
  ): Promise<string | undefined> {
    const { remaining } = this;
    if (remaining !== undefined && remaining <= 0) await this.renew();
    return this.urlOf(file, options);
  }

  /** Requests another key. Calls during a request share its answer. @throws {ChatError} why there is none */
  renew(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #renew(): Promise<void> {
    const { request, room } = this.#session;
    this.#holder.files = timedAccess(await request('files', { room }, fileAccessSchema));
  }
}
