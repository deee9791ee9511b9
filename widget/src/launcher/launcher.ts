import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { announce } from '../element/events.js';
import { lazy } from '../ui/lazy.js';
import type { LauncherHost } from './launcher-host.js';
import type { LauncherPanel } from './launcher-panel.js';
import type { Words } from '../i18n/words.js';

const loadPanel = lazy(() => import('./launcher-panel.js'));

/** The button that opens the chat as a panel, and all that is needed while that is closed. */
export class Launcher implements ReactiveController {
  /** What only an open panel needs. It is loaded when somebody turns to the button, or when there is something to count. */
  panel: LauncherPanel | undefined;
  #host: LauncherHost;
  #wasOpen = false;

  constructor(host: LauncherHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the chat is a panel, which can be closed. */
  get isPanel(): boolean {
    return this.#host.layout === 'launcher';
  }

  /** Whether the conversation is in view, as far as this goes. */
  get isOpen(): boolean {
    return this.#host.open || !this.isPanel;
  }

  hostUpdated(): void {
    const { open, unread } = this.#host;
    this.panel?.update(this.isPanel && open);
    if (!this.isPanel) return;
    if (unread) void this.prepare();
    if (open === this.#wasOpen) return;
    this.#wasOpen = open;
    if (open) void this.prepare();
    announce(this.#host, 'chat-open', { open });
  }

  render(words: Words, label: string, count: number, direction: 'rtl' | undefined): TemplateResult {
    const { open } = this.#host;
    return html`<button
      type="button"
      part="launcher"
      lang=${words.language}
      dir=${direction ?? nothing}
      aria-label=${label}
      aria-expanded=${open}
      @click=${this.toggle}
      @focus=${this.prepare}
      @pointerenter=${this.prepare}
    ><svg viewBox="0 0 24 24"><path d=${(open && this.panel?.icon) || 'M4 3h16q2 0 2 2v11q0 2-2 2h-8l-5 4v-4H4q-2 0-2-2V5q0-2 2-2z'} /></svg>${count ? this.panel?.badge(words, count) : nothing}</button>`;
  }

  readonly toggle = ({ currentTarget }: Event): void => {
    // Safari leaves the focus where it was; from here it goes into the panel, and from there back.
    (currentTarget as HTMLElement).focus();
    this.#host.open = !this.#host.open;
  };

  /** Loads the rest. Where that fails, the panel opens without it. */
  readonly prepare = async (): Promise<void> => {
    if (this.panel) return;
    const part = await loadPanel();
    if (!part || this.panel) return;
    this.panel = new part.LauncherPanel(this.#host, this.toggle);
    this.#host.requestUpdate();
  };
}
