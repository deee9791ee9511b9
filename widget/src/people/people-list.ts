import type { Member } from '@realtime-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import type { ModerationButton, ModerationActions } from '../moderation/moderation-actions.js';
import { ModerationPanel } from '../moderation/moderation-panel.js';
import { dots, icon } from '../ui/icon/icon.js';
import { isDisplayed } from '../ui/popover/is-displayed.js';
import { Confirmation } from '../ui/popover/confirmation.js';
import { doubleClickGuard } from '../ui/popover/double-click-guard.js';
import { outerOpener, Popover } from '../ui/popover/popover.js';
import { keepFocusIn } from '../ui/popover/keep-focus-in.js';
import { sortedPeople } from './sorted-people.js';

/** From so many people on, the list has a search. */
const minSearched = 12;

/**
 * The list of the people in the room: the first hundred by name, and the number of the others. A press on one mentions them.
 * Moderators also get the actions on each person, and a button for the moderation panel.
 */
export class PeopleList {
  readonly panel: ModerationPanel;
  #host: ConversationHost;
  #context: ChatContext;
  #moderation: ModerationActions;
  #popover: Popover<HTMLElement>;
  #search = '';
  /** The person whose actions are shown. */
  #expanded: string | undefined;
  #confirmation: Confirmation;

  constructor(host: ConversationHost, context: ChatContext, moderation: ModerationActions) {
    this.#host = host;
    this.#context = context;
    this.#moderation = moderation;
    this.#confirmation = new Confirmation(host, (question) => context.announce(question));
    this.panel = new ModerationPanel(host, context, moderation);
    keepFocusIn(host, 'people');
    const element = (): HTMLElement | null | undefined =>
      host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
    this.#popover = new Popover<HTMLElement>(host, {
      element,
      alignsEnd: true,
      // Of a focused dialog, Orca says parts of its content rather than its name.
      initialFocus: () => this.#firstPerson ?? element(),
      restoreFocus: (opener) => (isDisplayed(opener) ? opener : host.content)?.focus(),
    });
  }

  toggle(button: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    const opener = outerOpener(button);
    this.#search = '';
    this.#expanded = undefined;
    this.#confirmation.reset();
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
      ${this.#popover.isRendered ? this.#people() : nothing}
    </div>`;
  }

  /** A long list begins with its search: the first stop of the Tab key. */
  get #firstPerson(): HTMLElement | null | undefined {
    const list = this.#host.shadowRoot?.querySelector('[part="people"]');
    return list?.querySelector('input') ? undefined : list?.querySelector<HTMLElement>('button.person');
  }

  #people(): TemplateResult {
    const { words, people } = this.#context;
    const others = people.count - people.members.length;
    const found = sortedPeople(people.members, people.me, words.language).filter(({ username = '' }) =>
      username.toLocaleLowerCase().includes(this.#search),
    );
    return html`<header>
        <h3>${words.text('people', { count: people.count })}</h3>
        ${this.panel.renderOpener(this.#openPanel)}
      </header>
      ${people.members.length < minSearched ? nothing : this.#searchField()}
      <ul>
        ${repeat(
          found,
          ({ id }) => id,
          (member) => html`<li tabindex="-1">${this.#member(member, people.me)}</li>`,
        )}
        ${others > 0 && !this.#search ? html`<li>${words.text('more', { count: others })}</li>` : nothing}
        ${found.length === 0 ? html`<li>${words.text('nobodyFound')}</li>` : nothing}
      </ul>`;
  }

  #searchField(): TemplateResult {
    const label = this.#context.words.text('searchPeople');
    const search = ({ target }: Event): void => {
      this.#search = (target as HTMLInputElement).value.trim().toLocaleLowerCase();
      this.#host.requestUpdate();
    };
    return html`<input type="search" dir="auto" autocomplete="off" placeholder=${label} aria-label=${label} @input=${search} />`;
  }

  #member(member: Member, me: string | undefined): unknown {
    const { words, afterJoin, isReadonly } = this.#context;
    const { id, verified, moderator } = member;
    const username = member.username ?? words.text('somebody');
    const person = html`${afterJoin?.face(member)}<span
        ><bdi>${username}</bdi> ${verified ? this.#context.timelineParts?.verifiedMark() : nothing}
        ${moderator ? html`<small>${words.text('moderator')}</small>` : nothing}
        ${id === me ? html`<small>${words.text('you')}</small>` : nothing}</span
      >`;
    if (id === me || isReadonly || member.username === undefined)
      return html`<span class="person">${person}</span>`;
    const label = words.text('mentionName', { name: username });
    return html`<button type="button" class="person" title=${label} @click=${() => this.#mention(username)}>${person}</button>
      ${this.#actions(member, username)}`;
  }

  #actions(member: Member, name: string): unknown {
    const actions = this.#moderation.actionsOn(member);
    if (actions.length === 0) return nothing;
    const isExpanded = this.#expanded === member.id;
    const label = this.#context.words.text('personActions', { name });
    const toggle = (): void => {
      this.#expanded = isExpanded ? undefined : member.id;
      this.#confirmation.reset();
      this.#host.requestUpdate();
    };
    return html`<button type="button" class="more" aria-label=${label} title=${label} aria-expanded=${isExpanded} @click=${toggle}>${icon(dots)}</button>
      ${isExpanded ? html`<div class="acts">${actions.map((each) => this.#button(each))}</div>` : nothing}`;
  }

  #button({ label, question, action }: ModerationButton): TemplateResult {
    const apply = (): void => this.#moderation.apply(action, label);
    const key = JSON.stringify(action);
    const { isAsking, words, press } = this.#confirmation.button(key, label, question, apply);
    return html`<button type="button" ?data-danger=${isAsking} @click=${press}>${words}</button>`;
  }

  /** Begins a message to a person, at the place of the caret. */
  #mention(name: string): void {
    this.#popover.close();
    this.#context.composer.focusField();
    const field = this.#host.shadowRoot?.querySelector('textarea');
    if (!field) return;
    const { selectionStart: start, selectionEnd: end, value } = field;
    const space = /\S$/.test(value.slice(0, start)) ? ' ' : '';
    field.setRangeText(`${space}@${name} `, start, end, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  #openPanel = (): void => {
    const opener = this.#popover.anchor;
    this.#popover.close();
    if (opener) this.panel.toggle(opener);
  };
}
