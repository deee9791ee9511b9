import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { isElement } from '../ui/is-element.js';
import type { MessageActs } from './message-actions.js';
import { keyOf } from '../timeline/message-key.js';
import { MessageMenu } from './message-menu.js';

/** How long a finger rests on a message that asks for its menu, in milliseconds, and how far it may slip. */
const longPress = 500;
const slip = 10;

/**
 * The ways to a message and to what can be done with it: the arrow keys walk from one to the next, and hover,
 * focus, a long press and the context menu's key lead to one and the same menu.
 */
export class MessageWays implements ReactiveController {
  readonly menu: MessageMenu;
  #host: ConversationHost;
  #conversation: ChatContext;
  #press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;

  constructor(host: ConversationHost, conversation: ChatContext, acts: MessageActs) {
    this.#host = host;
    this.#conversation = conversation;
    this.menu = new MessageMenu(host, conversation, acts);
    host.addController(this);
  }

  /** The message that the Tab key reaches gets its name, also where nothing else changes. */
  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#release();
  }

  hostUpdated(): void {
    name(this.#host.content?.querySelector<HTMLElement>('[data-key][tabindex="0"]'));
  }

  /** Opens the menu of a message, below what it was asked from. @returns whether it has one. */
  open(message: ChatMessage, anchor: DOMRect): boolean {
    if (message.seq === undefined || message.deleted || !this.#conversation.canAct) return false;
    this.#conversation.current = keyOf(message);
    this.menu.open(message, anchor);
    return true;
  }

  /** To be given what happens in the pane of messages, and to what: an event forgets that when it is over. */
  handle(event: Event, target: EventTarget | null): void {
    if (event.type === 'keydown') this.#key(event as KeyboardEvent);
    else if (event.type === 'contextmenu') this.#asked(event as MouseEvent);
    else if (event.type === 'pointerdown') this.#pressed(event as PointerEvent, target);
    else if (event.type === 'pointermove') this.#moved(event as PointerEvent);
    else this.#release();
  }

  #asked(event: MouseEvent): void {
    const message = this.#messageOf(event.target);
    // What is selected has a menu of the browser's that is of more use. (In a shadow root, only its text tells.)
    if (!message || String(this.#host.ownerDocument.getSelection() ?? '')) return;
    // The key has no place of its own.
    const { clientX: x, clientY: y } = event;
    const anchor = x || y ? new DOMRect(x, y, 0, 0) : rectOf(event.target);
    // The browser's own, where there is none here.
    if (this.open(message, anchor)) event.preventDefault();
  }

  #pressed({ pointerType, clientX: x, clientY: y }: PointerEvent, target: EventTarget | null): void {
    this.#release();
    const message = this.#messageOf(target);
    if (pointerType !== 'touch' || !message) return;
    const timer = setTimeout(() => this.open(message, new DOMRect(x, y, 0, 0)), longPress);
    this.#press = { timer, x, y };
  }

  #moved({ clientX, clientY }: PointerEvent): void {
    if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > slip) this.#release();
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const pane = this.#host.content;
    if (!pane || (target !== pane && !target.matches('[data-key]'))) return;
    const messages = [...pane.querySelectorAll<HTMLElement>('[data-key]')];
    // On the pane itself, the keys scroll.
    const at = messages.indexOf(target);
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: messages.length - 1,
    };
    const to = at === -1 ? undefined : steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      name(messages[to]);
      messages[to]?.focus();
      return messages[to]?.scrollIntoView({ block: 'nearest' });
    }
    const message = this.#messageOf(target);
    if (event.key !== 'Enter' || event.repeat || !message) return;
    if (this.open(message, target.getBoundingClientRect())) event.preventDefault();
  }

  #messageOf(target: EventTarget | null): ChatMessage | undefined {
    // So has a link.
    if (isElement(target) && target.closest('a')) return undefined;
    const key = itemOf(target)?.dataset.key;
    return this.#host.messages.find((message) => keyOf(message) === key);
  }

  #release(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }
}

/** An item of a list has no name of its own, and not every screen reader reads what is in the one that has the focus. */
function name(item: HTMLElement | null | undefined): void {
  if (!item) return;
  item.ariaLabelledByElements = [
    '[part="author"]',
    '[part~="text"]',
    '[part="state"]',
    '[part="time"]',
  ].flatMap((part) => item.querySelector(part) ?? []);
}

function itemOf(target: EventTarget | null): HTMLElement | null {
  return isElement(target) ? target.closest<HTMLElement>('[data-key]') : null;
}

function rectOf(target: EventTarget | null): DOMRect {
  return itemOf(target)?.getBoundingClientRect() ?? new DOMRect();
}
