import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import { lazy } from '../../client/connection/lazy.js';
import type { ChatContext, FilesContext, FilesHost } from '../../element/context.js';
import type { FilesView } from './files.js';

const loadCode = lazy(() => import('./files.js'));

/** The files of messages. Their code loads with the first message that has some. */
export class MessageFiles implements FilesContext, ReactiveController {
  #host: FilesHost;
  #context: ChatContext;
  #view: FilesView | undefined;
  /** The status of the room at the last attempt to load the code. Some browsers never request a failed module again. */
  #triedAt: string | undefined;

  constructor(host: FilesHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  /** Changes whenever files are shown in another way, although their messages are the same. */
  get version(): number {
    return this.#view?.version ?? 0;
  }

  hostUpdated(): void {
    const { room, scroll } = this.#context;
    if (this.#view || this.#triedAt === room?.status) return;
    if (!scroll.window.some(({ files }) => files)) return;
    this.#triedAt = room?.status;
    void this.#load();
  }

  async #load(): Promise<void> {
    const code = this.#view ? undefined : await loadCode();
    if (code) {
      this.#view ??= new code.FilesView(this.#host, this.#context);
      this.#host.requestUpdate();
    }
  }

  render(message: Pick<ChatMessage, 'id' | 'files' | 'state'>, tabIndex: number): unknown {
    return message.files ? html`<div part="files">${this.#view?.render(message, tabIndex)}</div>` : nothing;
  }

  renderLightbox(): TemplateResult | undefined {
    return this.#view?.renderLightbox();
  }
}
