import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { emitEvent } from '../element/events.js';
import type { Words } from '../i18n/words.js';
import { icon } from '../ui/icon/icon.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { lazy } from '../client/connection/lazy.js';
import type { LauncherHost } from './launcher-host.js';
import type { LauncherPanel } from './launcher-panel.js';
import { launcherStyles } from './launcher-styles.js';

const loadCode = lazy(() => import('./launcher-panel.js'));

/** The button that opens the chat as a panel. It is loaded where the page asks for a launcher. */
export class LauncherButton implements ReactiveController {
  /** The code of the open panel. It is loaded when the reader turns to the button, or when there are unread messages. */
  panel: LauncherPanel | undefined;
  #host: LauncherHost;
  #wasOpen = false;

  constructor(host: LauncherHost) {
    this.#host = host;
    host.addController(this);
    adoptStyles(host, launcherStyles);
  }

  hostUpdated(): void {
    const { layout, open, unread } = this.#host;
    const isPanel = layout === 'launcher';
    this.panel?.update(isPanel && open);
    if (!isPanel) return;
    if (unread) void this.loadPanel();
    if (open === this.#wasOpen) return;
    this.#wasOpen = open;
    if (open) void this.loadPanel();
    emitEvent(this.#host, 'chat-open', { open });
  }

  render(words: Words, label: string, count: number, direction: 'rtl' | undefined): TemplateResult {
    const { open } = this.#host;
    return html`<button
      type="button"
      part="launcher"
      translate="no"
      lang=${words.language}
      dir=${direction ?? nothing}
      aria-label=${label}
      aria-expanded=${open}
      @click=${this.toggle}
      @focus=${this.loadPanel}
      @pointerenter=${this.loadPanel}
    >${icon(open ? 'M6 9l6 6 6-6' : 'M12 4c5 0 9 3.2 9 7.5S17 19 12 19c-1.2 0-2.3-.2-3.3-.5L4 20.5l1-3.6C3.7 15.5 3 13.7 3 11.5 3 7.2 7 4 12 4z')}${count ? this.panel?.badge(words, count) : nothing}</button>`;
  }

  readonly toggle = ({ currentTarget }: Event): void => {
    // Safari does not focus a clicked button. The focus has to be here, to move into the panel and back.
    (currentTarget as HTMLElement).focus();
    this.#host.open = !this.#host.open;
  };

  /** Loads the code of the panel. If that fails, the panel opens without it, with simpler styles. */
  readonly loadPanel = async (): Promise<void> => {
    if (this.panel) return;
    const code = await loadCode();
    if (!code || this.panel) return;
    this.panel = new code.LauncherPanel(this.#host, this.toggle);
    this.#host.requestUpdate();
  };
}
