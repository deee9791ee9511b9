import type { Member } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import { type ChatMessage, type Decree, Moderator } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import { keyOf } from '../timeline/message-key.js';
import { StandingDecrees } from '../moderation/standing-restrictions.js';

/** For how long a message that was looked up is marked, in milliseconds. */
const markLifetime = 2000;
/** For how long somebody is muted by the menu. */
const muteSeconds = 600;
/** How many pages are loaded at most to come to a message. */
const maxPages = 200;

/** What is only done by way of the menu or of a quote, or with a message that could not be sent. */
export class MessageActs implements ReactiveController {
  readonly standing: StandingDecrees;
  #host: ConversationHost;
  #conversation: ChatContext;
  #marked: Element | undefined;
  #markTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
    this.standing = new StandingDecrees(host, conversation);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#mark(undefined);
  }

  mayDelete(message: ChatMessage): boolean {
    const { isReadonly, room } = this.#conversation;
    return !isReadonly && (room?.mayDelete(message) ?? false);
  }

  reply(message: ChatMessage): void {
    this.#conversation.composer.reply(message);
  }

  edit(message: ChatMessage): void {
    this.#conversation.composer.edit(message);
  }

  copy(message: ChatMessage): void {
    // Not every page may write to the clipboard; a person still can, from a selection.
    const select = (): void => {
      const text = this.#conversation.itemOf(keyOf(message))?.querySelector('[part~="text"]');
      if (text) getSelection()?.selectAllChildren(text);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(message.message).catch(select);
    else select();
  }

  retry({ id, message }: ChatMessage): void {
    const { room, composer } = this.#conversation;
    if (!room) return;
    room.username = composer.name.trim();
    const objection = room.objection(message);
    if (objection) return composer.object(objection.code);
    room.retry(id).catch(ignoreRefusal);
  }

  discard({ id }: ChatMessage): void {
    this.#conversation.room?.discard(id);
  }

  remove(message: ChatMessage): void {
    this.#conversation.tell(this.#conversation.room?.delete(message));
  }

  /** What a moderator can do about somebody, and what is asked before it is done. */
  decrees({ id: person, username: name }: Member): { label: string; question?: string; decree: Decree }[] {
    const { room, words, isReadonly } = this.#conversation;
    // The relay's own words are nobody's.
    if (person === room?.me || isReadonly || !room?.isModerator || name === undefined) return [];
    const lift = (action: 'unmute' | 'unban'): { label: string; decree: Decree } => ({
      label: words.say(action, { name }),
      decree: { action, person },
    });
    const ask = (decree: Decree & { action: 'mute' | 'ban' | 'clear' }) => {
      const label = words.say(decree.action, { name });
      return { label, question: words.say('sure', { act: label }), decree };
    };
    return [
      this.standing.has('mute', person)
        ? lift('unmute')
        : ask({ action: 'mute', person, seconds: muteSeconds }),
      this.standing.has('ban', person) ? lift('unban') : ask({ action: 'ban', person }),
      ask({ action: 'clear', person }),
    ];
  }

  moderate(decree: Decree): void {
    const { room } = this.#conversation;
    if (room) this.#conversation.tell(new Moderator(room).decree(decree).then(() => this.standing.look()));
  }

  report(message: ChatMessage): void {
    const { room, words } = this.#conversation;
    this.#conversation.tell(room?.report(message).then(() => this.#conversation.say(words.say('reported'))));
  }

  /** Brings a message into view, however far back it is, and marks it for a moment. */
  async goTo(seq: number): Promise<void> {
    const { room, words } = this.#conversation;
    const find = (): ChatMessage | undefined => room?.messages.find((message) => message.seq === seq);
    for (let page = 0; page < maxPages && !find(); page += 1) {
      const oldest = room?.messages[0];
      await room?.loadOlder();
      // There are none, or they cannot be had now.
      if (room?.messages[0] === oldest) break;
    }
    const message = find();
    if (room !== this.#conversation.room) return;
    if (!message)
      return this.#conversation.say(room?.isGone(seq) ? words.say('gone') : words.problem('no_answer'));
    const key = keyOf(message);
    this.#conversation.scroll.turnTo(key);
    await this.#host.updateComplete;
    const item = this.#conversation.itemOf(key);
    item?.scrollIntoView({ block: 'center' });
    this.#conversation.focusMessage(key);
    this.#mark(item ?? undefined);
  }

  #mark(item: Element | undefined): void {
    clearTimeout(this.#markTimer);
    this.#marked?.removeAttribute('data-marked');
    this.#marked = item;
    item?.setAttribute('data-marked', '');
    if (item) this.#markTimer = setTimeout(() => this.#mark(undefined), markLifetime);
  }
}
