import { renderAtMidnight } from '../timeline/midnight.js';
import { Printing } from '../timeline/printing.js';
import type { ChatContext, ConversationHost } from './context.js';

/** The code that loads once the room is online: it waits for midnight, and for the page to be printed. */
export function waitForLater(host: ConversationHost, context: ChatContext): void {
  renderAtMidnight(host, context);
  new Printing(host, context);
}
