import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import type { ModerationActions } from '../moderation/moderation-actions.js';
import { keyOf } from '../timeline/message-key.js';
import { isElement } from '../ui/is-element.js';
import type { MessageActions } from './message-actions.js';
import { mayEdit } from './message-changes.js';
import { LongPress } from './touch/long-press.js';
import { SwipeToReply } from './touch/swipe-to-reply.js';
import { MessageMenu } from './menu/message-menu.js';
import { canWrite } from './writing/barrier.js';
import type { MessageToolbar } from './toolbar/message-toolbar.js';

/**
 * Keyboard and pointer control of messages. The arrow keys move the focus between messages. Enter, a long press, a right
 * click and the context menu key open the same menu.
 */
export class MessageInteractions implements ReactiveController {
  readonly menu: MessageMenu;
  #host: ConversationHost;
  #context: ChatContext;
  #toolbar: MessageToolbar;
  #actions: MessageActions;
  #press: LongPress;
  #swipe = new SwipeToReply((item) => {
    const message = this.#messageOf(item);
    if (message && this.#mayReplyTo(message)) this.#actions.reply(message);
  });

  constructor(
    host: ConversationHost,
    context: ChatContext,
    actions: MessageActions,
    moderation: ModerationActions,
    toolbar: MessageToolbar,
  ) {
    this.#toolbar = toolbar;
    this.#actions = actions;
    this.#press = new LongPress(host);
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
    this.#press.cancel();
    this.#swipe.cancel();
  }

  hostUpdated(): void {
    setAccessibleName(this.#host.content?.querySelector<HTMLElement>('[data-key][tabindex="0"]'));
  }

  /** Opens the menu of a message, below its anchor. @returns whether the message has a menu */
  open(message: ChatMessage, anchor: DOMRect, isPicking = false): boolean {
    if (!this.#hasActions(message)) return false;
    this.#context.tabStop = keyOf(message);
    this.menu.open(message, anchor, isPicking);
    return true;
  }

  #hasActions(message: ChatMessage): boolean {
    return message.seq !== undefined && !message.deleted && this.#context.canAct;
  }

  #mayReplyTo(message: ChatMessage): boolean {
    return this.#hasActions(message) && canWrite(this.#context);
  }

  /** Handles an event of the pane of messages. @param target is passed too: an event has none after its dispatch */
  handle(event: Event, target: EventTarget | null): void {
    if (event.type === 'keydown') this.#onKey(event as KeyboardEvent);
    else if (event.type === 'contextmenu') this.#onContextMenu(event as MouseEvent);
    else if (event.type === 'pointerdown') this.#onPointerDown(event as PointerEvent, target);
    else if (event.type === 'pointermove') this.#onPointerMove(event as PointerEvent);
    else {
      this.#press.cancel();
      if (event.type === 'pointerup') this.#swipe.end();
      else this.#swipe.cancel();
    }
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

  #onPointerDown(event: PointerEvent, target: EventTarget | null): void {
    this.#press.cancel();
    this.#swipe.cancel();
    const message = this.#messageOf(target);
    if (event.pointerType !== 'touch' || !message) return;
    this.#press.start(event, (x, y) => {
      this.#swipe.cancel();
      this.open(message, new DOMRect(x, y, 0, 0));
    });
    const item = elementOf(target);
    if (item && this.#mayReplyTo(message)) this.#swipe.start(item, event, target);
  }

  #onPointerMove(event: PointerEvent): void {
    if (this.#swipe.move(event)) this.#press.cancel();
    else this.#press.move(event);
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
    if (message && !event.repeat && this.#onActionKey(event, message, target.getBoundingClientRect()))
      event.preventDefault();
  }

  /** Single keys on a focused message: Enter, and R, E and Delete for actions. @returns whether the key was handled */
  #onActionKey(event: KeyboardEvent, message: ChatMessage, anchor: DOMRect): boolean {
    const { altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (altKey || ctrlKey || metaKey || shiftKey || isComposing) return false;
    const key = actionKey(event);
    if (key === 'Enter') return this.open(message, anchor);
    if (key === 'r' && this.#mayReplyTo(message)) this.#actions.reply(message);
    else if (key === 'e' && mayEdit(this.#context, message)) this.#actions.edit(message);
    else if (key === 'Delete' && this.#actions.mayDelete(message)) this.menu.openDelete(message, anchor);
    else return false;
    return true;
  }

  #messageOf(target: EventTarget | null): ChatMessage | undefined {
    // A link or a player keeps the browser's own menu.
    if (isElement(target) && target.closest('a, audio, video')) return undefined;
    const key = elementOf(target)?.dataset.key;
    return this.#host.messages.find((message) => keyOf(message) === key);
  }
}

/** A list item has no accessible name by itself, and not every screen reader reads the content of a focused one. */
function setAccessibleName(item: HTMLElement | null | undefined): void {
  if (!item) return;
  item.ariaLabelledByElements = [
    '[part="author"]',
    '[part="files"]',
    '[part~="text"]',
    '[part="state"]',
    '[part="edited"]',
    '[part="time"]',
    '[part="reactions"]',
  ].flatMap((part) => item.querySelector(part) ?? []);
  item.ariaDescription = item.querySelector<HTMLElement>('[part="quote"]')?.title ?? null;
}

function elementOf(target: EventTarget | null): HTMLElement | null {
  return isElement(target) ? target.closest<HTMLElement>('[data-key]') : null;
}

function rectOf(target: EventTarget | null): DOMRect {
  return elementOf(target)?.getBoundingClientRect() ?? new DOMRect();
}

/** The key in lower case; on keyboards of other scripts, the Latin letter that is at the same place. */
function actionKey({ key, code }: KeyboardEvent): string {
  if (key.length > 1) return key;
  return (/[a-z]/i.test(key) ? key : code.replace('Key', '')).toLowerCase();
}
