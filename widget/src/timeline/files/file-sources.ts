import type { ReactiveController } from 'lit';
import { maxTimerDelay } from '../../client/chat-error.js';
import type { ChatRoom, ChatStatus, MessageFile } from '../../client/index.js';
import type { FileAddresses } from '../../client/files/file-addresses.js';
import type { ChatContext, FilesHost } from '../../element/context.js';
import { ignoreRefusal } from '../../ui/ignore-refusal.js';
import { LocalUrls } from './local-urls.js';

/** The pause after a key could not be renewed, in milliseconds. */
const pause = 10_000;

/** Where a file is read from. The same key means the same content. */
interface Source {
  key: string;
  /** Undefined while there is no address. */
  url: string | undefined;
  /** Whether it could not be loaded from there. */
  hasFailed: boolean;
}

/**
 * The sources of the shown files: the relay, or this page itself while a file is not at the relay. The key of the relay's
 * addresses is renewed when it ends. A file that could not be loaded is tried again with each answer of the relay about keys.
 */
export class FileSources implements ReactiveController {
  /** Changes whenever the source of a file does. */
  version = 1;
  #host: FilesHost;
  #context: ChatContext;
  #room: ChatRoom | undefined;
  #status: ChatStatus | undefined;
  #addresses: FileAddresses | undefined;
  #access: FileAddresses['access'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #local = new LocalUrls();
  /** The keys of sources that could not be loaded. */
  #failed = new Set<string>();
  /** How often each file was tried again, by its id. */
  #tries = new Map<string, number>();

  constructor(host: FilesHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  of(file: MessageFile): Source {
    const url = file.data ? this.#local.of(file.data) : this.#urlOf(file);
    const key = file.data && url ? url : `${file.id} ${this.#tries.get(file.id) ?? 0}`;
    return { key, url, hasFailed: this.#failed.has(key) };
  }

  /** The address at which the browser saves a file. */
  downloadOf(file: MessageFile): string | undefined {
    return file.data ? this.#local.of(file.data) : this.#addresses?.urlOf(file, { download: true });
  }

  /** To be called when a file could not be loaded. */
  fail(file: MessageFile): void {
    this.#failed.add(this.of(file).key);
    this.#change();
    // The relay may take the key no longer, such as after a restart with another secret.
    if (!file.data && !this.#tries.has(file.id)) void this.#renew();
  }

  retry({ id }: MessageFile): void {
    this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1);
    this.#change();
  }

  hostUpdated(): void {
    const { room } = this.#context;
    if (room !== this.#room || room?.status !== this.#status) {
      if (room !== this.#room) this.#addresses = undefined;
      this.#room = room;
      this.#status = room?.status;
      if (!this.#addresses) void this.#load(room);
    }
    this.#update();
    if (this.#local.isEmpty) return;
    const messages = this.#host.messages.filter(({ state }) => state !== 'sent');
    this.#local.keep(new Set(messages.flatMap(({ files = [] }) => files.flatMap(({ data }) => data ?? []))));
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // An element that is only moved within the document is connected again in the same task.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#local.clear();
    });
  }

  async #load(room: ChatRoom | undefined): Promise<void> {
    const addresses = await room?.fileAddresses();
    if (room !== this.#room || !addresses) return;
    this.#addresses = addresses;
    this.#update();
  }

  /** Applies a new key, and renews one that ends. */
  #update(): void {
    const access = this.#addresses?.access;
    if (access !== this.#access) {
      this.#access = access;
      for (const key of this.#failed) {
        const [id = ''] = key.split(' ');
        this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1);
      }
      this.#failed.clear();
      this.#change();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    const { remaining } = this.#addresses ?? {};
    if (remaining === undefined || this.#timer) return;
    if (remaining <= 0) void this.#renew();
    else this.#wait(remaining);
  }

  async #renew(): Promise<void> {
    if (this.#status !== 'online') return;
    this.#wait(pause);
    await this.#addresses?.renew().catch(ignoreRefusal);
    this.#update();
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#update();
      },
      Math.min(milliseconds, maxTimerDelay),
    );
  }

  /** An address whose key has ended is not even tried. */
  #urlOf(file: MessageFile): string | undefined {
    return (this.#addresses?.remaining ?? 0) > 0 ? this.#addresses?.urlOf(file) : undefined;
  }

  #change(): void {
    this.version += 1;
    this.#host.requestUpdate();
  }
}
