import { html, nothing, type TemplateResult } from 'lit';
import type { Conversation, ConversationHost } from './conversation.js';
import { ModerationPanel } from './moderation-panel.js';
import { Popover } from './popover.js';

/** Who is here: the first hundred by name, and how many more. */
export class PeopleList {
  #conversation: Conversation;
  #moderation: ModerationPanel;
  #popover: Popover<HTMLElement>;

  constructor(host: ConversationHost, conversation: Conversation) {
    this.#conversation = conversation;
    this.#moderation = new ModerationPanel(host, conversation);
    const element = (): HTMLElement | null | undefined =>
      host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
    this.#popover = new Popover<HTMLElement>(host, {
      element,
      first: element,
      // In another room, who is here is not known yet.
      isOver: () => Boolean(this.#popover.anchor?.hidden),
      giveBack: (opener) => (opener.hidden ? host.content : opener)?.focus(),
      closed: (opener) => (opener.ariaExpanded = 'false'),
    });
  }

  toggle(opener: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    opener.ariaExpanded = 'true';
    this.#popover.open(opener);
  }

  render(): TemplateResult {
    const { words, people } = this.#conversation;
    return html`<div
      part="people"
      popover="manual"
      tabindex="-1"
      role="dialog"
      aria-label=${words.say('people', { count: people.count })}
      @keydown=${this.#popover.key}
      @focusout=${this.#popover.left}
    >
      ${this.#popover.anchor ? this.#people() : nothing}
    </div>`;
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
}
