import type { ReactiveController } from 'lit';
import { lazy } from '../client/connection/lazy.js';
import type { LauncherButton } from './launcher-button.js';
import type { LauncherHost } from './launcher-host.js';

const loadCode = lazy(() => import('./launcher-button.js'));

/** Whether the chat is a panel that a floating button opens. If it is, loads the button. */
export class Launcher implements ReactiveController {
  /** While its code is loading, neither button nor panel are shown. */
  button: LauncherButton | undefined;
  #host: LauncherHost;

  constructor(host: LauncherHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the chat is a panel, which can be closed. */
  get isPanel(): boolean {
    return this.#host.layout === 'launcher';
  }

  /** Whether the messages are shown: the panel is open, or there is no launcher. */
  get isOpen(): boolean {
    return this.#host.open || !this.isPanel;
  }

  hostUpdated(): void {
    if (this.isPanel) void this.load();
  }

  /** If that fails, the next update tries again. */
  async load(): Promise<LauncherButton | undefined> {
    const code = this.button ? undefined : await loadCode();
    if (code && !this.button) {
      this.button = new code.LauncherButton(this.#host);
      this.#host.requestUpdate();
    }
    return this.button;
  }
}
