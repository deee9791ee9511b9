import { enOnDemand } from '../i18n/locales/en-on-demand.js';
import type { ChatMessage } from '../client/index.js';
import { Completion } from '../composer/completion.js';
import type { ChatContext, ConversationHost } from './context.js';
import { dress } from '../ui/adopt-styles.js';
import { addEnglish } from '../i18n/locale-registry.js';
import { failedMessage } from '../actions/failed-message.js';
import { toggleMark } from '../composer/formatting-keys.js';
import { MessageActs } from '../actions/message-actions.js';
import { MessageWays } from '../actions/message-interactions.js';
import { onDemandStyles } from '../actions/menu-styles.js';
import { PeopleList } from '../people/people-list.js';
import { RoomLeft } from '../composer/character-counter.js';
import { Waits } from '../actions/retry-countdown.js';
import { html, type TemplateResult } from 'lit';

/** What is loaded when somebody first turns to a message, to the field or to who is here: one file for all of it. */
export class OnDemand {
  readonly acts: MessageActs;
  readonly ways: MessageWays;
  readonly completion: Completion;
  readonly people: PeopleList;
  readonly waits: Waits;
  readonly left: RoomLeft;
  #conversation: ChatContext;

  constructor(host: ConversationHost, conversation: ChatContext) {
    this.#conversation = conversation;
    this.acts = new MessageActs(host, conversation);
    this.ways = new MessageWays(host, conversation, this.acts);
    this.completion = new Completion(host, conversation);
    this.people = new PeopleList(host, conversation, this.acts);
    this.waits = new Waits(host, conversation);
    this.left = new RoomLeft(host, conversation);
    dress(host, onDemandStyles);
    // Every chat on the page renders again, now with these words.
    addEnglish(enOnDemand);
  }

  /** What opens above everything else. */
  render(): TemplateResult {
    return html`${this.ways.menu.render()} ${this.people.render()}`;
  }

  /** What is said of a message that could not be sent. */
  failed(message: ChatMessage): TemplateResult {
    return failedMessage(message, this.#conversation, this.acts);
  }

  /** What belongs to the text field. */
  renderBeside(): unknown {
    return [this.left.render(), this.completion.render()];
  }

  /** Something was written in the text field. */
  look(field: HTMLTextAreaElement): void {
    this.completion.look(field);
    this.left.look(field);
  }

  /** A key in the text field. @returns whether it was meant for something here. */
  fieldKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    return this.completion.key(event, field) || toggleMark(event, field);
  }
}
