import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage, ChatStatus } from '../client/index.js';
import { plainText } from '../text/plain-text.js';
import type { ChatContext } from '../element/context.js';
import { newMessages } from '../timeline/unread.js';

/** How long what was said stands, in milliseconds: who comes by later would take it for a part of the conversation. */
const lifetime = 15_000;
/** What comes within so many milliseconds is said together, and of more than so many messages only how many they are. */
const pause = 1000;
const few = 3;

/** What is announced beside the messages. */
export interface Announced {
  status: ChatStatus;
  /** What is wrong, or to be known, at the moment. */
  sentence: string;
  /** The label of a closed panel's button, in place of all that only the panel shows; false while the panel is open. */
  label: string | false;
}

/** Something that is said once. Of what is the same, there are two, so that both are heard. */
interface Line {
  words: string;
  message?: ChatMessage;
}

/**
 * Tells a screen reader what came and how the connection is, by two live regions that are there before they speak, and
 * not by the list and the banner, which change for other reasons too.
 */
export class Announcer implements ReactiveController {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #announced: () => Announced | undefined;
  #heard: ChatMessage[] = [];
  #lines: Line[] = [];
  #news: Line[] = [];
  #sentence = '';
  #isLost = false;
  #isPausing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: ReactiveControllerHost,
    conversation: ChatContext,
    announced: () => Announced | undefined,
  ) {
    this.#host = host;
    this.#conversation = conversation;
    this.#announced = announced;
    host.addController(this);
  }

  hear(message: ChatMessage): void {
    this.#heard.push(message);
  }

  /** Forgets what was said and what was to be said. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#heard = [];
    this.#empty();
    this.#sentence = '';
    this.#isLost = this.#isPausing = false;
  }

  hostDisconnected(): void {
    this.clear();
  }

  hostUpdate(): void {
    const announced = this.#announced();
    if (!announced) return;
    const { status, sentence, label } = announced;
    this.#tell(status, label ? '' : sentence);
    // What was changed or deleted since is not left standing where only some find it.
    this.#lines = this.#lines.filter(
      ({ message }) => !message || this.#conversation.latest(message).message === message.message,
    );
    if (!this.#isPausing && this.#heard.length > 0) this.#gather(label);
  }

  render(): TemplateResult {
    const { language } = this.#conversation.words;
    return html`<div class="announcer" lang=${language} aria-live="polite">${paragraphs(this.#lines)}</div>
      <div class="announcer" lang=${language} role="status">${paragraphs(this.#news)}</div>`;
  }

  /** That the first connection comes about is no news; that a lost one is back, is. */
  #tell(status: ChatStatus, sentence: string): void {
    const isOnline = status === 'online';
    if (!sentence && !isOnline) return;
    const news = sentence || (this.#isLost ? this.#conversation.words.say('status.online') : '');
    if (news && news !== this.#sentence) {
      this.#news = [{ words: news }];
      this.#said();
    }
    this.#sentence = news;
    this.#isLost = !isOnline;
  }

  #gather(label: string | false): void {
    const { names, words } = this.#conversation;
    const messages = this.#heard
      .map((message) => this.#conversation.latest(message))
      .filter(({ deleted }) => !deleted);
    this.#heard = [];
    const mentions = messages.filter(({ message }) => names.mentionsMe(message));
    let told = messages;
    if (label) {
      this.#lines.push({ words: label });
      told = [];
    } else if (messages.length > few) {
      this.#lines.push({ words: newMessages(words, messages.length, mentions.length) });
      told = mentions.slice(-few);
    }
    for (const message of told) {
      const name = message.username ?? words.say('server');
      const author = mentions.includes(message) ? words.say('mentioned', { name }) : name;
      this.#lines.push({ words: `${author}: ${plainText(message.message)}`, message });
    }
    // What was said before is not heard again, but a slow voice may not have come to it yet.
    this.#lines = this.#lines.slice(-4 * few);
    this.#said();
  }

  #said(): void {
    this.#isPausing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isPausing = false;
      this.#timer = setTimeout(this.#empty, lifetime - pause);
      this.#host.requestUpdate();
    }, pause);
  }

  #empty = (): void => {
    this.#lines = [];
    this.#news = [];
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
