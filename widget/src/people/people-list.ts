import type { Member } from '@realtime-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import type { ModerationButton, ModerationActions } from '../moderation/moderation-actions.js';
import { ModerationPanel } from '../moderation/moderation-panel.js';
import { avatar } from '../timeline/message/avatar.js';
import { verifiedMark } from '../timeline/message/verified-mark.js';
import { doubleClickGuard } from '../ui/popover/double-click-guard.js';
import { Popover } from '../ui/popover/popover.js';
import { keepFocusInPeople } from './people-focus.js';

/**
 * The list of the people in the room: the first hundred by name, and the number of the others. Moderators also get the
 * actions on each person, and the moderation panel.
 */
export class PeopleList {
  #host: ConversationHost;
  #context: ChatContext;
  #moderation: ModerationActions;
  #panel: ModerationPanel;
  #popover: Popover<HTMLElement>;
  /** The action that waits for its confirmation, as JSON. */
  #unconfirmed: string | undefined;

  constructor(host: ConversationHost, context: ChatContext, moderation: ModerationActions) {
    this.#host = host;
    this.#context = context;
    this.#moderation = moderation;
    this.#panel = new ModerationPanel(host, context, moderation);
    keepFocusInPeople(host);
    const element = (): HTMLElement | null | undefined =>
      host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
    this.#popover = new Popover<HTMLElement>(host, {
      element,
      initialFocus: element,
      // The button is hidden while the people of another room are not known yet.
      isObsolete: () => Boolean(this.#popover.anchor?.hidden),
      restoreFocus: (opener) => (opener.hidden ? host.content : opener)?.focus(),
      onClose: (opener) => (opener.ariaExpanded = 'false'),
    });
  }

  toggle(opener: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    opener.ariaExpanded = 'true';
    this.#unconfirmed = undefined;
    this.#panel.onOpen();
    this.#moderation.restrictions.load();
    this.#popover.open(opener);
  }

  render(): TemplateResult {
    const { words, people } = this.#context;
    return html`<div
      part="people"
      popover="manual"
      tabindex="-1"
      role="dialog"
      aria-label=${words.text('people', { count: people.count })}
      @click=${doubleClickGuard}
      @keydown=${this.#popover.onKey}
      @focusout=${this.#popover.onFocusOut}
    >
      ${this.#popover.anchor ? this.#people() : nothing}
    </div>`;
  }

  #people(): TemplateResult {
    const { words, people } = this.#context;
    const others = people.count - people.members.length;
    return html`${this.#panel.render()}<ul>
      ${repeat(
        people.members,
        ({ id }) => id,
        (member) => html`<li>${this.#member(member, people.me)}</li>`,
      )}
      ${others > 0 ? html`<li>${words.text('more', { count: others })}</li>` : nothing}
    </ul>`;
  }

  #member(member: Member, me: string | undefined): TemplateResult {
    const { words, onDemand } = this.#context;
    const { id, verified, moderator } = member;
    const username = member.username ?? words.text('somebody');
    const name = html`${avatar(username, id, onDemand?.renderPicture(id))}<bdi>${username}</bdi>
      ${verified ? verifiedMark(words) : nothing}
      ${moderator ? html`<small>${words.text('moderator')}</small>` : nothing}`;
    const actions = this.#moderation.actionsOn(member);
    if (actions.length === 0) return html`${name} <span>${id === me ? words.text('you') : ''}</span>`;
    return html`<details><summary>${name}</summary>${actions.map((each) => this.#button(each))}</details>`;
  }

  /** An action that cannot be undone is confirmed by a second click on the same button, so that the focus stays there. */
  #button({ label, question, action }: ModerationButton): TemplateResult {
    const key = JSON.stringify(action);
    const isUnconfirmed = question !== undefined && this.#unconfirmed === key;
    const click = (): void => {
      this.#unconfirmed = isUnconfirmed ? undefined : key;
      if (isUnconfirmed || question === undefined) this.#moderation.apply(action, label);
      else this.#context.announce(question);
      this.#host.requestUpdate();
    };
    return html`<button type="button" ?data-danger=${isUnconfirmed} @click=${click}>${isUnconfirmed ? question : label}</button>`;
  }
}
