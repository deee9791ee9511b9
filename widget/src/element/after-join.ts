import { renderAtMidnight } from '../timeline/midnight.js';
import { Printing } from '../timeline/printing.js';
import type { ChatContext, ConversationHost } from './context.js';

/** The code that loads once the room is online: the render at midnight, and printing. */
export function startAfterJoin(host: ConversationHost, context: ChatContext): void {
  renderAtMidnight(host, context);
  new Printing(host, context);
}
