import type { ReactiveController } from 'lit';
import { lazy } from '../../client/connection/lazy.js';
import type { PermalinkHost } from './permalink-target.js';

const beginning = '#chat-';

const loadCode = lazy(() => import('./permalink-target.js'));

/** The page's address with the fragment that names a message: `#chat-<room>-<seq>`. */
export function permalinkTo(room: string, seq: number): string {
  return new URL(`${beginning}${encodeURIComponent(room)}-${seq}`, location.href).href;
}

/** Shows the message that the fragment of the page's address names, at first and whenever the fragment changes. */
export class Permalinks implements ReactiveController {
  #host: PermalinkHost;
  #room: unknown;

  constructor(host: PermalinkHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#follow);
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#follow);
  }

  hostUpdated(): void {
    const { room } = this.#host.conversation;
    if (room === this.#room) return;
    this.#room = room;
    this.#follow();
  }

  #follow = (event?: Event): void => {
    if (!location.hash.startsWith(beginning)) return;
    void loadCode().then((code) => code?.followPermalink(this.#host, event));
  };
}
