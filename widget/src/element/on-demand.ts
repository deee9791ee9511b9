/* What is loaded when somebody first turns to a message or to the field: one file for all of it. */
import { MessageActions } from './actions.js';
import { Completion } from './completion.js';
import type { Conversation, ConversationHost } from './conversation.js';
import { toggleMark } from './formatting-keys.js';
import { onDemandStyles } from './on-demand-styles.js';

export class OnDemand {
  readonly actions: MessageActions;
  readonly completion: Completion;

  constructor(host: ConversationHost, conversation: Conversation) {
    this.actions = new MessageActions(host, conversation);
    this.completion = new Completion(host, conversation);
    const sheet = onDemandStyles.styleSheet;
    if (sheet) host.shadowRoot?.adoptedStyleSheets.push(sheet);
  }

  /** A key in the text field. @returns whether it was meant for something here. */
  fieldKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    return this.completion.key(event, field) || toggleMark(event, field);
  }
}
