import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import type { ModerationActions } from '../moderation/moderation-actions.js';
import { keyOf } from '../timeline/message-key.js';
import { isElement } from '../ui/is-element.js';
import type { MessageActions } from './message-actions.js';
import { MessageMenu } from './menu/message-menu.js';
import type { MessageToolbar } from './toolbar/message-toolbar.js';

/** A long press: its duration in milliseconds, and how far the finger may move meanwhile, in CSS pixels. */
const longPress = 500;
const maxMove = 10;

/**
 * Keyboard and pointer control of messages. The arrow keys move the focus between messages. Enter, a long press, a right
 * click and the context menu key open the same menu.
 */
export class MessageInteractions implements ReactiveController {
  readonly menu: MessageMenu;
  #host: ConversationHost;
  #context: ChatContext;
  #toolbar: MessageToolbar;
  #press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;

  constructor(
    host: ConversationHost,
    context: ChatContext,
    actions: MessageActions,
    moderation: ModerationActions,
    toolbar: MessageToolbar,
  ) {
    this.#toolbar = toolbar;
    this.#host = host;
    this.#context = context;
    this.menu = new MessageMenu(host, context, actions, moderation);
    host.addController(this);
  }

  /** An update sets the accessible name of the focusable message, even if nothing else changes. */
  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#cancelPress();
  }

  hostUpdated(): void {
    setAccessibleName(this.#host.content?.querySelector<HTMLElement>('[data-key][tabindex="0"]'));
  }

  /** Opens the menu of a message, below its anchor. @returns whether the message has a menu */
  open(message: ChatMessage, anchor: DOMRect, isPicking = false): boolean {
    if (message.seq === undefined || message.deleted || !this.#context.canAct) return false;
    this.#context.tabStop = keyOf(message);
    this.menu.open(message, anchor, isPicking);
    return true;
  }

  /** Handles an event of the pane of messages. @param target is passed too: an event has none after its dispatch */
  handle(event: Event, target: EventTarget | null): void {
    if (event.type === 'keydown') this.#onKey(event as KeyboardEvent);
    else if (event.type === 'contextmenu') this.#onContextMenu(event as MouseEvent);
    else if (event.type === 'pointerdown') this.#onPointerDown(event as PointerEvent, target);
    else if (event.type === 'pointermove') this.#onPointerMove(event as PointerEvent);
    else this.#cancelPress();
  }

  #onContextMenu(event: MouseEvent): void {
    const message = this.#messageOf(event.target);
    // For a selection, the browser's own menu is more useful. (In a shadow root, only the text tells of a selection.)
    if (!message || String(this.#host.ownerDocument.getSelection() ?? '')) return;
    // The context menu key has no coordinates.
    const { clientX: x, clientY: y } = event;
    const anchor = x || y ? new DOMRect(x, y, 0, 0) : rectOf(event.target);
    // A message without a menu gets the browser's own.
    if (this.open(message, anchor)) event.preventDefault();
  }

  #onPointerDown({ pointerType, clientX: x, clientY: y }: PointerEvent, target: EventTarget | null): void {
    this.#cancelPress();
    const message = this.#messageOf(target);
    if (pointerType !== 'touch' || !message) return;
    const timer = setTimeout(() => this.open(message, new DOMRect(x, y, 0, 0)), longPress);
    this.#press = { timer, x, y };
  }

  #onPointerMove({ clientX, clientY }: PointerEvent): void {
    if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > maxMove)
      this.#cancelPress();
  }

  #onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (this.#toolbar.onKey(event)) return event.preventDefault();
    const pane = this.#host.content;
    if (!pane || (target !== pane && !target.matches('[data-key]'))) return;
    const messages = [...pane.querySelectorAll<HTMLElement>('[data-key]')];
    // While the pane itself has the focus, the keys scroll it.
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
      setAccessibleName(messages[to]);
      messages[to]?.focus();
      return messages[to]?.scrollIntoView({ block: 'nearest' });
    }
    const message = this.#messageOf(target);
    if (event.key !== 'Enter' || event.repeat || !message) return;
    if (this.open(message, target.getBoundingClientRect())) event.preventDefault();
  }

  #messageOf(target: EventTarget | null): ChatMessage | undefined {
    // A link keeps the browser's own menu.
    if (isElement(target) && target.closest('a')) return undefined;
    const key = elementOf(target)?.dataset.key;
    return this.#host.messages.find((message) => keyOf(message) === key);
  }

  #cancelPress(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }
}

/** A list item has no accessible name by itself, and not every screen reader reads the content of a focused one. */
function setAccessibleName(item: HTMLElement | null | undefined): void {
  if (!item) return;
  item.ariaLabelledByElements = [
    '[part="author"]',
    '[part~="text"]',
    '[part="state"]',
    '[part="time"]',
  ].flatMap((part) => item.querySelector(part) ?? []);
}

function elementOf(target: EventTarget | null): HTMLElement | null {
  return isElement(target) ? target.closest<HTMLElement>('[data-key]') : null;
}

function rectOf(target: EventTarget | null): DOMRect {
  return elementOf(target)?.getBoundingClientRect() ?? new DOMRect();
}
