import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage, ChatStatus } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { unreadText } from '../i18n/unread-text.js';

/** How long a text stays in the live region, in milliseconds: found later, it would look like part of the chat. */
const lifetime = 15_000;
/** Messages within this time, in milliseconds, are announced together; more than `maxRead` only by their number. */
const pause = 1000;
const maxRead = 3;

/** The texts that are announced besides messages. */
export interface AnnouncerState {
  status: ChatStatus;
  /** The sentence of the banner. */
  sentence: string;
  /** The label of a closed launcher's button, which is announced instead of the messages; false while it is open. */
  label: string | false;
}

/** A text that is announced once. Two equal texts are two objects, so that both are announced. */
interface Line {
  words: string;
  message?: ChatMessage;
}

/**
 * Announces messages and the state of the connection to screen readers, in two live regions. The list and the banner are none,
 * because they also change for other reasons.
 */
export class Announcer implements ReactiveController {
  #host: ReactiveControllerHost;
  #context: ChatContext;
  #state: () => AnnouncerState | undefined;
  #pending: ChatMessage[] = [];
  #lines: Line[] = [];
  #statusLines: Line[] = [];
  /** The own messages that are known to have failed; undefined before the first update. */
  #failed: ReadonlySet<string> | undefined;
  #sentence = '';
  #isLost = false;
  #isPausing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, context: ChatContext, state: () => AnnouncerState | undefined) {
    this.#host = host;
    this.#context = context;
    this.#state = state;
    host.addController(this);
  }

  add(message: ChatMessage): void {
    this.#pending.push(message);
  }

  /** Announces a sentence in the status region, such as what an action of the reader's has begun or done. */
  say(words: string): void {
    this.#statusLines = [...this.#statusLines, { words }].slice(-maxRead);
    this.#startPause();
    this.#host.requestUpdate();
  }

  /** Empties the live regions, and drops what was about to be announced. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#pending = [];
    this.#empty();
    this.#sentence = '';
    this.#isLost = this.#isPausing = false;
    this.#failed = undefined;
  }

  hostDisconnected(): void {
    this.clear();
  }

  hostUpdate(): void {
    const state = this.#state();
    if (!state) return;
    const { status, sentence, label } = state;
    this.#announceStatus(status, label ? '' : sentence);
    // An edited or deleted text must not stay in the live region, where only screen readers find it.
    this.#lines = this.#lines.filter(({ message }) => {
      const latest = message && this.#context.latest(message);
      return !latest || (latest.message === message.message && !latest.deleted);
    });
    if (!this.#isPausing && this.#pending.length > 0) this.#announceMessages(label);
  }

  hostUpdated(): void {
    const state = this.#state();
    if (state) this.#announceFailed(state.label !== false);
  }

  renderLines(): unknown {
    return paragraphs(this.#lines);
  }

  renderStatus(): unknown {
    return paragraphs(this.#statusLines);
  }

  /** The first connection is not announced; a connection or a store that was lost and is back, is. */
  #announceStatus(status: ChatStatus, sentence: string): void {
    const isOnline = status === 'online';
    if (!sentence && !isOnline) return;
    const text = sentence || (this.#isLost ? this.#context.words.text('status.online') : '');
    if (text && text !== this.#sentence) {
      this.#statusLines = [{ words: text }];
      this.#startPause();
    }
    this.#sentence = text;
    this.#isLost = !isOnline || this.#context.room?.problem !== undefined;
  }

  /**
   * Announces each failure once: a screen reader does not read what is written below a message while a person types. If the
   * message is out of view, as one that has moved to where it was written, everybody is told.
   */
  #announceFailed(isClosed: boolean): void {
    const { room, words, onDemand } = this.#context;
    const failed = (room?.messages ?? []).filter(({ state }) => state === 'failed');
    // The sentences load on demand, which a failed message begins.
    if (failed.length > 0 && !onDemand) return;
    const known = this.#failed;
    this.#failed = new Set(failed.map(({ id }) => id));
    for (const message of known ? failed : []) {
      if (known?.has(message.id)) continue;
      const sentence = words.failed(message.error);
      if (isClosed || this.#isInView(message)) this.say(sentence);
      else this.#context.showNotice(sentence);
    }
  }

  /** Whether the end of a message, where its failure is told, is in the visible part of the pane. */
  #isInView({ id }: ChatMessage): boolean {
    // The key of an own message is its id.
    const element = this.#context.elementOf(id);
    const pane = element?.closest('[part="content"]')?.getBoundingClientRect();
    const end = element?.getBoundingClientRect().bottom ?? 0;
    return pane !== undefined && end > pane.top && end < pane.bottom + 1;
  }

  #announceMessages(label: string | false): void {
    const { names, words, timelineParts } = this.#context;
    const messages = this.#pending
      .map((message) => this.#context.latest(message))
      .filter(({ deleted }) => !deleted);
    this.#pending = [];
    const mentions = messages.filter(({ message }) => names.mentionsMe(message));
    let announced = messages;
    if (label) {
      this.#lines.push({ words: label });
      announced = [];
    } else if (messages.length > maxRead) {
      this.#lines.push({ words: unreadText(words, messages.length, mentions.length) });
      announced = mentions.slice(-maxRead);
    }
    for (const message of announced) {
      const name = words.author(message.username);
      const author = mentions.includes(message) ? words.text('mentioned', { name }) : name;
      const text = timelineParts?.textOf(message, { withAlternatives: true });
      this.#lines.push({ words: `${author}: ${text}`, message });
    }
    // Older lines are not announced again, but a slow screen reader may not have read them yet.
    this.#lines = this.#lines.slice(-4 * maxRead);
    this.#startPause();
  }

  #startPause(): void {
    this.#isPausing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isPausing = false;
      this.#timer = setTimeout(this.#empty, lifetime - pause);
      if (this.#pending.length > 0) this.#host.requestUpdate();
    }, pause);
  }

  #empty = (): void => {
    this.#lines = [];
    this.#statusLines = [];
    this.#host.requestUpdate();
  };
}

function paragraphs(lines: readonly Line[]): unknown {
  return repeat(
    lines,
    (line) => line,
    ({ words }) => html`<p>${words}</p>`,
  );
}
