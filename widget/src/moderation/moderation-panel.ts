import type { QueueItem } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ChatRoom, type Decree, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import type { MessageActs } from '../actions/message-actions.js';

/** Between two messages of one person, in seconds. */
const paces = [0, 5, 30, 120];

/** What moderators look after in a room: whether others may write, how often, and what waits for them. */
export class ModerationPanel implements ReactiveController {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #acts: MessageActs;
  /** What waits, and where; what is known stays until there is news of it. */
  #waiting: { room: ChatRoom; items: readonly QueueItem[] } | undefined;
  /** The room and the number for which it was asked. */
  #asked: { room: ChatRoom; count: number } | undefined;
  /** The room whose news is heard. */
  #heard: ChatRoom | undefined;
  /** Whether it could not be had, or not be settled. */
  #failed = false;

  constructor(host: ReactiveControllerHost, conversation: ChatContext, acts: MessageActs) {
    this.#host = host;
    this.#conversation = conversation;
    this.#acts = acts;
    host.addController(this);
  }

  hostUpdated(): void {
    const { room } = this.#conversation;
    if (!room?.isModerator) return;
    if (this.#heard !== room) room.on('queue', () => (this.#asked = undefined));
    this.#heard = room;
    // What waits may be something else when one is back.
    if (room.status !== 'online') this.#asked = undefined;
    else this.#ask(room);
  }

  /** Somebody looks: what could not be had before is asked for once more. */
  look(): void {
    if (this.#failed) this.#asked = undefined;
    this.#host.requestUpdate();
  }

  #ask(room: ChatRoom): void {
    const count = room.queueCount;
    if (this.#asked?.room === room && this.#asked.count === count) return;
    this.#asked = { room, count };
    this.#failed = false;
    if (count === 0) {
      this.#waiting = undefined;
      return this.#host.requestUpdate();
    }
    const asked = this.#asked;
    const shown = new Moderator(room).queue().then(({ items }) => {
      // Meanwhile it may be another room, or another number.
      if (this.#asked !== asked) return;
      this.#waiting = { room, items };
      this.#host.requestUpdate();
    });
    shown.catch(() => (this.#failed ||= this.#asked === asked));
    this.#conversation.tell(shown);
  }

  render(): TemplateResult | typeof nothing {
    const { room, words } = this.#conversation;
    if (!room?.isModerator) return nothing;
    const items = this.#waiting?.room === room ? this.#waiting.items : [];
    return html`<div part="moderation" role="group" aria-label=${words.say('moderation')}>
      <p>
        <button type="button" @click=${() => this.#decree({ action: room.isLocked ? 'unlock' : 'lock' })}>${words.say(room.isLocked ? 'unlock' : 'lock')}</button>
        <label>${words.say('slow')}
          <select @change=${this.#pace}>
            ${paces.map((seconds) => html`<option value=${seconds} .selected=${seconds === room.slow}>${words.number(seconds)}</option>`)}
          </select>
        </label>
      </p>
      ${
        items.length > 0
          ? html`<h3>${words.say('waiting')}</h3><ul part="queue">${repeat(
              items,
              ({ id }) => id,
              (item) => this.#item(item),
            )}</ul>`
          : nothing
      }
      <p>${this.#absent()}</p>
    </div>`;
  }

  #item(item: QueueItem): TemplateResult {
    const { words } = this.#conversation;
    const { username, message, seq, id } = item.message;
    const resolve = (approve: boolean) => () => this.#settle((moderator) => moderator.resolve(item, approve));
    const remove = (): void => {
      const { room } = this.#conversation;
      if (seq === undefined || !room) return;
      const message = { ...item.message, seq, id, time: item.time, own: false, state: 'sent' } as const;
      // What could not be deleted goes on waiting. For what is deleted the relay may have done the rest itself.
      this.#settle((moderator) =>
        room.delete(message).then(() => moderator.resolve(item).catch(ignoreRefusal)),
      );
    };
    return html`<li tabindex="-1">
      <b dir="auto">${username ?? words.say('server')}</b> ${item.count === undefined ? nothing : html`<small>${words.say('reports', { count: item.count })}</small>`}
      <p dir="auto">${message}</p>
      ${
        item.type === 'held'
          ? html`<button type="button" @click=${resolve(true)}>${words.say('approve')}</button>`
          : html`<button type="button" @click=${remove}>${words.say('delete')}</button>`
      }
      <button type="button" @click=${resolve(false)}>${words.say('dismiss')}</button>
    </li>`;
  }

  /** Who is in the list of who is here can be let go there. */
  #absent(): unknown {
    const { words, people } = this.#conversation;
    return repeat(
      this.#acts.standing.all.filter(({ person }) => !people.members.some(({ id }) => id === person)),
      ({ action, person }) => action + person,
      ({ action, person, username }) => {
        const lift = action === 'mute' ? 'unmute' : 'unban';
        const act = (): void => this.#acts.moderate({ action: lift, person });
        const label = words.say(lift, { name: username ?? words.say('somebody') });
        return html`<button type="button" @click=${act}>${label}</button>`;
      },
    );
  }

  #decree(words: Decree): void {
    this.#act((moderator) => moderator.decree(words));
  }

  /** Takes one from what waits. The relay tells of it, but not at once. */
  #settle(act: (moderator: Moderator) => Promise<void>): void {
    this.#act(async (moderator) => {
      // Where it is refused, the reason stands until somebody looks again.
      this.#failed = true;
      await act(moderator);
      this.#asked = undefined;
      this.#host.requestUpdate();
    });
  }

  #act(act: (moderator: Moderator) => Promise<void>): void {
    const { room } = this.#conversation;
    if (room) this.#conversation.tell(act(new Moderator(room)));
  }

  #pace = ({ target }: Event): void => {
    this.#decree({ action: 'slow', seconds: Number((target as HTMLSelectElement).value) });
  };
}
