import { html, type ReactiveController, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type ChatRoom, Moderator } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';

/** The choices of slow mode: seconds between two messages of one person. */
const choices = [0, 5, 30, 120];

/** A choice by the arrow keys is settled when it stays for this long, in milliseconds. */
const pause = 800;

/**
 * The radio buttons of slow mode. An arrow key chooses the next of them, as everywhere, but each request would be told to
 * everybody in the room. So those on the way are not sent: a choice by keys is settled after a pause, by Enter, or when the
 * focus leaves the buttons. A pointer chooses at once.
 */
export class SlowModeChoice implements ReactiveController {
  #context: ChatContext;
  /** What was chosen, and what held in the room when it was sent. It is shown until something else holds, or it is refused. */
  #chosen: { room: ChatRoom; before: number; seconds: number } | undefined;
  #isSettled = true;
  #isMoving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#context = context;
    host.addController(this);
  }

  hostUpdate(): void {
    const chosen = this.#chosen;
    if (this.#isSettled && chosen?.room.slow !== chosen?.before) this.#chosen = undefined;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#chosen = undefined;
  }

  render(room: ChatRoom): TemplateResult {
    const { words } = this.#context;
    const chosen = this.#chosen;
    const shown = chosen?.room === room ? chosen.seconds : room.slow;
    return html`<fieldset @keydown=${this.#onKey} @pointerdown=${() => (this.#isMoving = false)} @focusout=${this.#onFocusOut}>
      <legend>${words.text('slow')}</legend>
      ${choices.map(
        (seconds) =>
          html`<label><input type="radio" name="slow" data-seconds=${seconds} .checked=${live(seconds === shown)} @change=${() => this.#choose(room, seconds)} />${this.#pace(seconds)}</label>`,
      )}
    </fieldset>`;
  }

  #pace(seconds: number): string {
    const { words } = this.#context;
    if (seconds === 0) return words.text('slowOff');
    const [unit, count] = seconds < 60 ? ['second', seconds] : ['minute', seconds / 60];
    return new Intl.NumberFormat(words.language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.key.startsWith('Arrow')) this.#isMoving = true;
    if (event.key !== 'Enter') return;
    event.preventDefault();
    this.#settle();
  };

  #onFocusOut = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!(currentTarget as Element).contains(relatedTarget as Node | null)) this.#settle();
  };

  #choose(room: ChatRoom, seconds: number): void {
    clearTimeout(this.#timer);
    this.#chosen = { room, before: room.slow, seconds };
    this.#isSettled = false;
    if (this.#isMoving) this.#timer = setTimeout(this.#settle, pause);
    else this.#settle();
  }

  #settle = (): void => {
    clearTimeout(this.#timer);
    this.#isMoving = false;
    const chosen = this.#chosen;
    if (!chosen || this.#isSettled) return;
    this.#isSettled = true;
    const { room, seconds } = chosen;
    chosen.before = room.slow;
    if (seconds === room.slow) return;
    const applied = new Moderator(room).apply({ action: 'slow', seconds }).catch((error: unknown) => {
      if (this.#chosen === chosen) this.#chosen = undefined;
      throw error;
    });
    this.#context.reportRefusal(applied);
  };
}
