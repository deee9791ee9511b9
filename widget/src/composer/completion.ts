import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { completeShortcode, loadEmoji } from '../emoji/emoji.js';
import type { ChatContext } from '../element/context.js';
import type { Names } from '../timeline/mentions.js';

interface Choice {
  /** What is put in place of what was typed. */
  text: string;
  label: string;
}

/** How many choices there are at most. */
const most = 8;
/** What is typed of a mention: names have spaces. */
const mention = /(?:^|[\s(])(@([^@\n]{0,64}))$/u;
/** What is typed of an emoji's name. Before two letters, a colon is just a colon. */
const shortcode = /(?:^|[\s(])(:[\p{L}\p{N}_+-]{2,32}:?)$/u;

/**
 * Completes names after `@` and emoji after `:`, by the keyboard: the arrow keys choose, Enter and Tab take,
 * Escape leaves. Loaded when somebody is about to write.
 */
export class Completion {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #field: HTMLTextAreaElement | undefined;
  #choices: readonly Choice[] = [];
  #active = 0;
  /** Where the caret was when the choices were offered. */
  #caret = 0;
  /** The text that a choice has made, which asks for no other. */
  #made: string | undefined;
  /** How many characters before the caret the choice replaces. */
  #typed = 0;
  /** Of answers that overtake each other, the last question's counts. */
  #question = 0;

  constructor(host: ReactiveControllerHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
  }

  /** Looks at what stands before the caret. */
  look(field: HTMLTextAreaElement): void {
    this.#field = field;
    const { value, selectionStart: caret } = field;
    if (value === this.#made) return this.close();
    const before = value.slice(0, caret);
    const question = ++this.#question;
    const [, typedName, name] = mention.exec(before) ?? [];
    const names = name === undefined ? [] : namesLike(this.#conversation.names, name);
    if (typedName !== undefined && names.length > 0) return this.#offer(typedName, names);
    const [, typedCode] = shortcode.exec(before) ?? [];
    if (typedCode === undefined) return this.close();
    loadEmoji(this.#conversation.relayUrl.replace(/\/$/, ''), this.#conversation.language).then(
      (set) => {
        // Meanwhile somebody may have moved on.
        if (question !== this.#question || field.selectionStart !== caret) return;
        const [first, ...others] = completeShortcode(set, typedCode, most).map(({ emoji, shortcode }) => ({
          text: emoji.emoji,
          label: `${emoji.emoji} :${shortcode}:`,
        }));
        if (!first) return this.close();
        this.#offer(typedCode, [first, ...others]);
        // With its second colon it names one, and nothing is left to choose.
        if (typedCode.endsWith(':')) this.#take(first);
      },
      // A server without emoji completes none.
      () => this.close(),
    );
  }

  close(): void {
    this.#question += 1;
    if (this.#choices.length === 0) return;
    this.#choices = [];
    this.#update();
  }

  /** @returns whether the key was meant for the choices. */
  key({ key, shiftKey }: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    this.#field = field;
    const { length } = this.#choices;
    const choice = this.#choices[this.#active];
    if (!choice || shiftKey) return false;
    // Who moves on has chosen none.
    if (field.selectionStart !== this.#caret) {
      this.close();
      return false;
    }
    if (key === 'Enter' || key === 'Tab') this.#take(choice);
    else if (key === 'Escape') this.close();
    else if (key === 'ArrowDown') this.#active = (this.#active + 1) % length;
    else if (key === 'ArrowUp') this.#active = (this.#active - 1 + length) % length;
    else return false;
    this.#update();
    return true;
  }

  render(): TemplateResult | typeof nothing {
    if (this.#choices.length === 0) return nothing;
    return html`<ul part="completion" id="completion" role="listbox" aria-label=${this.#conversation.words.say('completion')}>
      ${this.#choices.map(
        (choice, index) =>
          html`<li
            role="option"
            id="choice-${index}"
            aria-selected=${index === this.#active}
            dir="auto"
            @mousedown=${keepFocus}
            @click=${() => this.#take(choice)}
          >
            ${choice.label}
          </li>`,
      )}
    </ul>`;
  }

  #offer(typed: string, choices: readonly Choice[]): void {
    this.#typed = typed.length;
    this.#caret = this.#field?.selectionStart ?? 0;
    this.#active = 0;
    this.#choices = choices;
    this.#update();
  }

  #take({ text }: Choice): void {
    const field = this.#field;
    this.#choices = [];
    if (field) {
      const { selectionStart: caret } = field;
      field.setRangeText(`${text} `, caret - this.#typed, caret, 'end');
      this.#made = field.value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    this.#update();
  }

  #update(): void {
    const field = this.#field;
    // The field is told by hand what of its choices is active, since what it is part of is there before they are.
    if (this.#choices.length > 0) {
      field?.setAttribute('aria-controls', 'completion');
      field?.setAttribute('aria-activedescendant', `choice-${this.#active}`);
    } else {
      field?.removeAttribute('aria-controls');
      field?.removeAttribute('aria-activedescendant');
    }
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() =>
      field?.form?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    );
  }
}

/** The field is still being written in. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function namesLike(names: Names, typed: string): Choice[] {
  const wanted = folded(typed);
  const isExact = (name: string): boolean => folded(name) === wanted.trim();
  const like = names.others.filter((name) => folded(name).startsWith(wanted));
  // Behind a name that is complete, what is typed is the rest of the sentence.
  if (wanted.endsWith(' ') || (like.length === 1 && like.every(isExact))) {
    return like
      .filter((name) => !isExact(name))
      .map(choiceOf)
      .slice(0, most);
  }
  return like.slice(0, most).map(choiceOf);
}

function choiceOf(name: string): Choice {
  return { text: `@${name}`, label: name };
}

/** Without case and accents, as people type names. */
function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
