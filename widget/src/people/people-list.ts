import type { Member } from '@realtime-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { firstClick } from '../ui/double-click-guard.js';
import type { MessageActs } from '../actions/message-actions.js';
import { ModerationPanel } from '../moderation/moderation-panel.js';
import { keepFocusInPeople } from './people-focus.js';
import { Popover } from '../ui/popover.js';

/** Who is here: the first hundred by name, and how many more; and what a moderator can do about each. */
export class PeopleList {
  #host: ConversationHost;
  #conversation: ChatContext;
  #acts: MessageActs;
  #moderation: ModerationPanel;
  #popover: Popover<HTMLElement>;
  /** What is asked once more before it is done. */
  #asked: string | undefined;

  constructor(host: ConversationHost, conversation: ChatContext, acts: MessageActs) {
    this.#host = host;
    this.#acts = acts;
    this.#conversation = conversation;
    this.#moderation = new ModerationPanel(host, conversation, acts);
    keepFocusInPeople(host);
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
    this.#asked = undefined;
    this.#moderation.look();
    this.#acts.standing.look();
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
      @click=${firstClick}
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
      ${repeat(
        people.members,
        ({ id }) => id,
        (member) => html`<li>${this.#member(member, people.me)}</li>`,
      )}
      ${others > 0 ? html`<li>${words.say('more', { count: others })}</li>` : nothing}
    </ul>`;
  }

  #member(member: Member, me: string | undefined): TemplateResult {
    const { words } = this.#conversation;
    const name = html`<bdi>${member.username ?? words.say('somebody')}</bdi>`;
    const decrees = this.#acts.decrees(member);
    if (decrees.length === 0) return html`${name} <span>${member.id === me ? words.say('you') : ''}</span>`;
    return html`<details><summary>${name}</summary>${decrees.map((each) => this.#decree(each))}</details>`;
  }

  /** What cannot be taken back is asked twice, by one button, so that the focus stays where it is. */
  #decree({ label, question, decree }: ReturnType<MessageActs['decrees']>[number]): TemplateResult {
    const act = JSON.stringify(decree);
    const isAsked = question !== undefined && this.#asked === act;
    const click = (): void => {
      this.#asked = isAsked ? undefined : act;
      if (isAsked || question === undefined) this.#acts.moderate(decree);
      this.#host.requestUpdate();
    };
    return html`<button type="button" ?data-danger=${isAsked} @click=${click}>${isAsked ? question : label}</button>`;
  }
}
