import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Conversation, ConversationHost } from './conversation.js';
import { isElement } from './is-element.js';
import { ModerationPanel } from './moderation-panel.js';
import { place } from './place.js';
import { isPressOn } from './press.js';

/** Who is here: the first hundred by name, and how many more. */
export class PeopleList implements ReactiveController {
  #host: ConversationHost;
  #conversation: Conversation;
  #moderation: ModerationPanel;
  /** What it belongs to, while it is open. */
  #opener: HTMLElement | undefined;

  constructor(host: ConversationHost, conversation: Conversation) {
    this.#host = host;
    this.#conversation = conversation;
    this.#moderation = new ModerationPanel(host, conversation);
    host.addController(this);
  }

  toggle(opener: HTMLElement): void {
    if (this.#opener) return this.#close();
    this.#opener = opener;
    opener.ariaExpanded = 'true';
    this.#host.ownerDocument.addEventListener('pointerdown', this.#pressed, true);
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const list = this.#list;
    if (!list || !this.#opener) return;
    // In another room, who is here is not known yet.
    if (this.#opener.hidden) return this.#close();
    if (!list.matches(':popover-open')) {
      list.showPopover();
      list.focus();
    }
    place(list, this.#opener.getBoundingClientRect());
  }

  hostDisconnected(): void {
    this.#close();
  }

  render(): TemplateResult {
    const { words, people } = this.#conversation;
    return html`<div
      part="people"
      popover="manual"
      tabindex="-1"
      role="dialog"
      aria-label=${words.say('people', { count: people.count })}
      @keydown=${this.#key}
      @focusout=${this.#left}
    >
      ${this.#opener ? this.#people() : nothing}
    </div>`;
  }

  get #list(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
  }

  #people(): TemplateResult {
    const { words, people } = this.#conversation;
    const others = people.count - people.members.length;
    return html`${this.#moderation.render()}<ul>
      ${people.members.map(
        ({ id, username }) =>
          html`<li><bdi>${username ?? words.say('somebody')}</bdi> <span>${id === people.me ? words.say('you') : ''}</span></li>`,
      )}
      ${others > 0 ? html`<li>${words.say('more', { count: others })}</li>` : nothing}
    </ul>`;
  }

  #close(): void {
    const opener = this.#opener;
    const list = this.#list;
    if (!opener) return;
    this.#opener = undefined;
    opener.ariaExpanded = 'false';
    this.#host.ownerDocument.removeEventListener('pointerdown', this.#pressed, true);
    // Only a focus that would be lost is moved.
    if (list?.contains(this.#host.shadowRoot?.activeElement ?? null))
      (opener.hidden ? this.#host.content : opener)?.focus();
    if (list?.matches(':popover-open')) list.hidePopover();
    this.#host.requestUpdate();
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  #left = ({ relatedTarget }: FocusEvent): void => {
    if (isElement(relatedTarget) && !this.#list?.contains(relatedTarget)) this.#close();
  };

  #pressed = (event: PointerEvent): void => {
    // A press on the button closes it by itself.
    if (!isPressOn(event, this.#list, this.#opener)) this.#close();
  };
}
