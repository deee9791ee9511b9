import type { QueueItem } from '@realtime-chat/protocol';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ChatRoom, type ModerationAction, Moderator } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { keepFocusIn } from '../ui/popover/keep-focus-in.js';
import { isDisplayed } from '../ui/popover/is-displayed.js';
import { icon } from '../ui/icon/icon.js';
import { doubleClickGuard } from '../ui/popover/double-click-guard.js';
import { outerOpener, Popover } from '../ui/popover/popover.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import type { ModerationActions } from './moderation-actions.js';
import { SlowModeChoice } from './slow-mode-choice.js';

const tabs = ['queue', 'room', 'people'] as const;
type Tab = (typeof tabs)[number];
const tabWords = { queue: 'tabQueue', room: 'tabRoom', people: 'tabPeople' } as const;

const shield = 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z';

/** The panel of moderators: the review queue, the lock of the room and slow mode, and the restrictions of people. */
export class ModerationPanel implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  #actions: ModerationActions;
  /** The review queue and its room. It stays on display while it is loaded again. */
  #queue: { room: ChatRoom; items: readonly QueueItem[] } | undefined;
  /** The room and the number of items for which the queue was requested last. */
  #requested: { room: ChatRoom; count: number } | undefined;
  /** The room whose `queue` event is subscribed to. */
  #subscribed: ChatRoom | undefined;
  #popover: Popover<HTMLElement>;
  #slowMode: SlowModeChoice;
  #tab: Tab = 'queue';
  /** Whether the queue could not be loaded, or an item not be resolved. */
  #hasFailed = false;

  constructor(host: ConversationHost, context: ChatContext, actions: ModerationActions) {
    this.#host = host;
    this.#context = context;
    this.#actions = actions;
    this.#slowMode = new SlowModeChoice(host, context);
    host.addController(this);
    keepFocusIn(host, 'moderation');
    const element = (): HTMLElement | null | undefined =>
      host.shadowRoot?.querySelector<HTMLElement>('[part="moderation"]');
    this.#popover = new Popover<HTMLElement>(host, {
      element,
      alignsEnd: true,
      initialFocus: () => element()?.querySelector<HTMLElement>('[role="tab"][tabindex="0"]') ?? element(),
      isObsolete: () => !context.room?.isModerator,
      restoreFocus: (opener) => (isDisplayed(opener) ? opener : host.content)?.focus(),
    });
  }

  /** Opens the panel at this button, with the queue if something waits; or closes it. */
  toggle(button: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    const opener = outerOpener(button);
    this.#tab = this.#context.room?.queueCount ? 'queue' : 'room';
    // Loads the queue again after a failure.
    if (this.#hasFailed) this.#requested = undefined;
    this.#actions.restrictions.load();
    this.#popover.open(opener);
  }

  hostUpdated(): void {
    const { room } = this.#context;
    if (!room?.isModerator) return;
    if (this.#subscribed !== room) room.on('queue', () => (this.#requested = undefined));
    this.#subscribed = room;
    // The queue may have changed by the time the connection is back.
    if (room.status !== 'online') this.#requested = undefined;
    else this.#load(room);
  }

  #load(room: ChatRoom): void {
    const count = room.queueCount;
    if (this.#requested?.room === room && this.#requested.count === count) return;
    this.#requested = { room, count };
    this.#hasFailed = false;
    if (count === 0) {
      this.#queue = undefined;
      return this.#host.requestUpdate();
    }
    const requested = this.#requested;
    const loaded = new Moderator(room).queue().then(({ items }) => {
      // The room or the number of items may have changed meanwhile.
      if (this.#requested !== requested) return;
      this.#queue = { room, items };
      this.#host.requestUpdate();
    });
    loaded.catch(() => (this.#hasFailed ||= this.#requested === requested));
    this.#context.reportRefusal(loaded);
  }

  /** The button in the header, while something waits for moderators or the panel that it has opened is open. */
  renderShield(): TemplateResult | undefined {
    const { room, words } = this.#context;
    const count = room?.isModerator ? room.queueCount : 0;
    const opener = this.#popover.anchor;
    if (!count && (!opener || opener.matches('[part="members"]'))) return undefined;
    const label = `${words.text('waiting')}: ${words.number(count)}`;
    const click = ({ currentTarget }: Event): void => this.toggle(currentTarget as HTMLElement);
    return html`<button type="button" part="shield" aria-haspopup="dialog" aria-label=${label} title=${label} @click=${click}>${icon(shield)}<b>${words.number(count)}</b></button>`;
  }

  /** The button in the list of people, for moderators. @param click opens the panel */
  renderOpener(click: () => void): TemplateResult | typeof nothing {
    const { room, words, isReadonly } = this.#context;
    if (!room?.isModerator || isReadonly) return nothing;
    const label = words.text('moderation');
    return html`<button type="button" class="more" aria-label=${label} title=${label} @click=${click}>${icon(shield)}</button>`;
  }

  render(): TemplateResult | typeof nothing {
    const { room, words } = this.#context;
    if (!room?.isModerator) return nothing;
    return html`<div
      part="moderation"
      popover="manual"
      tabindex="-1"
      role="dialog"
      aria-label=${words.text('moderation')}
      @click=${doubleClickGuard}
      @keydown=${this.#popover.onKey}
      @focusout=${this.#popover.onFocusOut}
    >
      ${this.#popover.isRendered ? this.#content(room) : nothing}
    </div>`;
  }

  #content(room: ChatRoom): TemplateResult {
    const { words } = this.#context;
    const content = {
      queue: () => this.#queueTab(room),
      room: () => this.#roomTab(room),
      people: () => this.#peopleTab(),
    };
    return html`<div role="tablist" aria-label=${words.text('moderation')} @keydown=${this.#onTabKey}>
        ${tabs.map((tab) => this.#tabButton(tab, room))}
      </div>
      <div role="tabpanel" aria-label=${words.text(tabWords[this.#tab])}>${content[this.#tab]()}</div>`;
  }

  #tabButton(tab: Tab, room: ChatRoom): TemplateResult {
    const { words } = this.#context;
    const isSelected = tab === this.#tab;
    const count =
      tab === 'queue' && room.queueCount ? html` <b>${words.number(room.queueCount)}</b>` : nothing;
    return html`<button type="button" role="tab" aria-selected=${isSelected} tabindex=${isSelected ? 0 : -1} @click=${() => this.#select(tab)}>${words.text(tabWords[tab])}${count}</button>`;
  }

  #select(tab: Tab): void {
    this.#tab = tab;
    this.#host.requestUpdate();
  }

  #onTabKey = (event: KeyboardEvent): void => {
    const target = event.currentTarget as HTMLElement;
    const forwards = getComputedStyle(target).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backwards = forwards === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const step = event.key === forwards ? 1 : event.key === backwards ? -1 : 0;
    const index = (tabs.indexOf(this.#tab) + step + tabs.length) % tabs.length;
    const tab = tabs[index];
    if (step === 0 || !tab) return;
    event.preventDefault();
    this.#select(tab);
    target.querySelectorAll('button')[index]?.focus();
  };

  #queueTab(room: ChatRoom): TemplateResult {
    const items = this.#queue?.room === room ? this.#queue.items : [];
    if (items.length === 0) return html`<p>${this.#context.words.text('nothingWaits')}</p>`;
    return html`<ul part="queue">${repeat(
      items,
      ({ id }) => id,
      (item) => this.#item(item),
    )}</ul>`;
  }

  #roomTab(room: ChatRoom): TemplateResult {
    const { words } = this.#context;
    return html`<p><button type="button" @click=${() => this.#apply({ action: room.isLocked ? 'unlock' : 'lock' })}>${words.text(room.isLocked ? 'unlock' : 'lock')}</button></p>
      ${this.#slowMode.render(room)}`;
  }

  #item(item: QueueItem): TemplateResult {
    const { words, timelineParts } = this.#context;
    const { username, message, seq, id } = item.message;
    const resolve = (approve: boolean) => () =>
      this.#resolve((moderator) => moderator.resolve(item, approve));
    const remove = (): void => {
      const { room } = this.#context;
      if (seq === undefined || !room) return;
      const message = { ...item.message, seq, id, time: item.time, own: false, state: 'sent' } as const;
      // A message that could not be deleted stays in the queue. After a deletion the relay may have removed the item itself.
      this.#resolve((moderator) =>
        room.delete(message).then(() => moderator.resolve(item).catch(ignoreRefusal)),
      );
    };
    return html`<li tabindex="-1">
      <b dir="auto">${words.author(username)}</b> ${item.count === undefined ? nothing : html`<small>${words.text('reports', { count: item.count })}</small>`}
      <p dir="auto">${message}</p>
      ${timelineParts?.files.render({ ...item.message, state: 'sent' }, 0)}
      ${
        item.type === 'held'
          ? html`<button type="button" @click=${resolve(true)}>${words.text('approve')}</button>`
          : html`<button type="button" @click=${remove}>${words.text('delete')}</button>`
      }
      <button type="button" @click=${resolve(false)}>${words.text('dismiss')}</button>
    </li>`;
  }

  /** The restrictions that are in force, each with the button that lifts it. */
  #peopleTab(): TemplateResult {
    const { words } = this.#context;
    const { all } = this.#actions.restrictions;
    if (all.length === 0) return html`<p>${words.text('nobodyRestricted')}</p>`;
    return html`<ul>${repeat(
      all,
      ({ action, person }) => action + person,
      ({ action, person, username }) => {
        const lift = action === 'mute' ? 'unmute' : 'unban';
        const label = words.text(lift, { name: username ?? words.text('somebody') });
        const apply = (): void => this.#actions.apply({ action: lift, person }, label);
        return html`<li tabindex="-1"><button type="button" @click=${apply}>${label}</button></li>`;
      },
    )}</ul>`;
  }

  #apply(action: ModerationAction): void {
    this.#send((moderator) => moderator.apply(action));
  }

  /** Removes an item from the queue at once, since the relay's `queue` event comes later. */
  #resolve(request: (moderator: Moderator) => Promise<void>): void {
    this.#send(async (moderator) => {
      // After a refusal, its reason stays on display until the panel is opened again.
      this.#hasFailed = true;
      await request(moderator);
      this.#requested = undefined;
      this.#host.requestUpdate();
    });
  }

  #send(request: (moderator: Moderator) => Promise<void>): void {
    const { room } = this.#context;
    if (room) this.#context.reportRefusal(request(new Moderator(room)));
  }
}
