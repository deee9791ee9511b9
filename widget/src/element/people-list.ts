import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Conversation } from './conversation.js';
import { place } from './place.js';

/** Who is here: the first hundred by name, and how many more. */
export class PeopleList implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #conversation: Conversation;
  /** What it belongs to, while it is to be opened. */
  #opener: Element | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, conversation: Conversation) {
    this.#host = host;
    this.#conversation = conversation;
    host.addController(this);
  }

  open(opener: Element): void {
    this.#opener = opener;
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const list = this.#host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
    if (!list || !this.#opener) return;
    list.showPopover();
    place(list, this.#opener.getBoundingClientRect());
    list.focus();
    this.#opener = undefined;
  }

  render(): TemplateResult {
    const { words, people } = this.#conversation;
    const others = people.count - people.members.length;
    return html`<div part="people" popover tabindex="-1" role="dialog" aria-label=${words.say('people', { count: people.count })}>
      <ul>
        ${people.members.map(
          ({ id, username }) =>
            html`<li><bdi>${username ?? words.say('somebody')}</bdi> <span>${id === people.me ? words.say('you') : ''}</span></li>`,
        )}
        ${others > 0 ? html`<li>${words.say('more', { count: others })}</li>` : ''}
      </ul>
    </div>`;
  }
}
