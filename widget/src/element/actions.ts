import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { Conversation, ConversationHost } from './conversation.js';
import { MessageMenu } from './message-menu.js';

/** How long a finger rests on a message that asks for its menu, in milliseconds, and how far it may slip. */
const longPress = 500;
const slip = 10;

/**
 * The ways to a message and to what can be done with it: the arrow keys walk from one to the next, and hover,
 * focus, a long press and the context menu's key lead to one and the same menu.
 */
export class MessageActions implements ReactiveController {
  readonly menu: MessageMenu;
  #host: ConversationHost;
  #conversation: Conversation;
  #press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;

  constructor(host: ConversationHost, conversation: Conversation) {
    this.#host = host;
    this.#conversation = conversation;
    this.menu = new MessageMenu(host, conversation);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#release();
  }

  /** Opens the menu of a message, below what it was asked from. */
  open(message: ChatMessage, anchor: DOMRect): void {
    if (message.seq === undefined || message.deleted || !this.#conversation.canAct) return;
    this.#conversation.current = message.id;
    this.menu.open(message, anchor);
  }

  /** To be given what happens in the pane of messages. */
  handle(event: Event): void {
    if (event instanceof KeyboardEvent) this.#key(event);
    else if (event.type === 'contextmenu') this.#asked(event as MouseEvent);
    else if (event.type === 'pointerdown') this.#pressed(event as PointerEvent);
    else if (event.type === 'pointermove') this.#moved(event as PointerEvent);
    else this.#release();
  }

  #asked(event: MouseEvent): void {
    const message = this.#messageOf(event);
    // What is selected, and a link, have a menu of the browser's that is of more use.
    if (!message || getSelection()?.isCollapsed === false) return;
    if (event.composedPath().some((target) => target instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    // The key has no place of its own.
    const { clientX: x, clientY: y } = event;
    this.open(message, x || y ? new DOMRect(x, y, 0, 0) : rectOf(event));
  }

  #pressed(event: PointerEvent): void {
    this.#release();
    const message = this.#messageOf(event);
    if (event.pointerType !== 'touch' || !message) return;
    const { clientX: x, clientY: y } = event;
    const timer = setTimeout(() => this.open(message, new DOMRect(x, y, 0, 0)), longPress);
    this.#press = { timer, x, y };
  }

  #moved({ clientX, clientY }: PointerEvent): void {
    if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > slip) this.#release();
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const pane = this.#host.content;
    if (!pane || (target !== pane && !target.matches('[data-id]'))) return;
    const messages = [...pane.querySelectorAll<HTMLElement>('[data-id]')];
    const at = messages.indexOf(target);
    const to = {
      // From the pane itself, one comes in where one reads.
      ArrowUp: at === -1 ? undefined : at - 1,
      ArrowDown: at === -1 ? undefined : at + 1,
      Home: at === -1 ? undefined : 0,
      End: at === -1 ? undefined : messages.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      messages[to]?.focus();
      return messages[to]?.scrollIntoView({ block: 'nearest' });
    }
    const message = this.#messageOf(event);
    if (event.key !== 'Enter' || !message) return;
    event.preventDefault();
    this.open(message, target.getBoundingClientRect());
  }

  #messageOf(event: Event): ChatMessage | undefined {
    const id = idOf(event);
    return this.#host.messages.find((message) => message.id === id);
  }

  #release(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }
}

function itemOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-id]') : null;
}

function idOf(event: Event): string | undefined {
  return itemOf(event)?.dataset.id;
}

function rectOf(event: Event): DOMRect {
  return itemOf(event)?.getBoundingClientRect() ?? new DOMRect();
}
