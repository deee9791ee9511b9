import type { QueueItem } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ChatRoom, type ModerationAction, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import type { ModerationActions } from './moderation-actions.js';

/** The choices of slow mode: seconds between two messages of one person. */
const slowModeSeconds = [0, 5, 30, 120];

/** The moderation panel: the lock of the room, slow mode, the review queue, and restrictions of people who are away. */
export class ModerationPanel implements ReactiveController {
  #host: ReactiveControllerHost;
  #context: ChatContext;
  #actions: ModerationActions;
  /** The review queue and its room. It stays on display while it is loaded again. */
  #queue: { room: ChatRoom; items: readonly QueueItem[] } | undefined;
  /** The room and the number of items for which the queue was requested last. */
  #requested: { room: ChatRoom; count: number } | undefined;
  /** The room whose `queue` event is subscribed to. */
  #subscribed: ChatRoom | undefined;
  /** Whether the queue could not be loaded, or an item not be resolved. */
  #hasFailed = false;

  constructor(host: ReactiveControllerHost, context: ChatContext, actions: ModerationActions) {
    this.#host = host;
    this.#context = context;
    this.#actions = actions;
    host.addController(this);
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

  /** To be called when the panel is opened: loads the queue again after a failure. */
  onOpen(): void {
    if (this.#hasFailed) this.#requested = undefined;
    this.#host.requestUpdate();
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

  render(): TemplateResult | typeof nothing {
    const { room, words } = this.#context;
    if (!room?.isModerator) return nothing;
    const items = this.#queue?.room === room ? this.#queue.items : [];
    return html`<div part="moderation" role="group" aria-label=${words.text('moderation')}>
      <p>
        <button type="button" @click=${() => this.#apply({ action: room.isLocked ? 'unlock' : 'lock' })}>${words.text(room.isLocked ? 'unlock' : 'lock')}</button>
        <label>${words.text('slow')}
          <select @change=${this.#onSlowModeChange}>
            ${slowModeSeconds.map((seconds) => html`<option value=${seconds} .selected=${seconds === room.slow}>${words.number(seconds)}</option>`)}
          </select>
        </label>
      </p>
      ${
        items.length > 0
          ? html`<h3>${words.text('waiting')}</h3><ul part="queue">${repeat(
              items,
              ({ id }) => id,
              (item) => this.#item(item),
            )}</ul>`
          : nothing
      }
      <p>${this.#restrictionsOfAbsent()}</p>
    </div>`;
  }

  #item(item: QueueItem): TemplateResult {
    const { words } = this.#context;
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
      <b dir="auto">${username ?? words.text('server')}</b> ${item.count === undefined ? nothing : html`<small>${words.text('reports', { count: item.count })}</small>`}
      <p dir="auto">${message}</p>
      ${
        item.type === 'held'
          ? html`<button type="button" @click=${resolve(true)}>${words.text('approve')}</button>`
          : html`<button type="button" @click=${remove}>${words.text('delete')}</button>`
      }
      <button type="button" @click=${resolve(false)}>${words.text('dismiss')}</button>
    </li>`;
  }

  /** Buttons that lift restrictions. People in the room have theirs in the list of people. */
  #restrictionsOfAbsent(): unknown {
    const { words, people } = this.#context;
    return repeat(
      this.#actions.restrictions.all.filter(({ person }) => !people.members.some(({ id }) => id === person)),
      ({ action, person }) => action + person,
      ({ action, person, username }) => {
        const lift = action === 'mute' ? 'unmute' : 'unban';
        const label = words.text(lift, { name: username ?? words.text('somebody') });
        const apply = (): void => this.#actions.apply({ action: lift, person }, label);
        return html`<button type="button" @click=${apply}>${label}</button>`;
      },
    );
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

  #onSlowModeChange = ({ target }: Event): void => {
    this.#apply({ action: 'slow', seconds: Number((target as HTMLSelectElement).value) });
  };
}
