import { html, nothing, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost, Names } from '../element/context.js';
import { completeShortcode, loadEmoji } from '../emoji/emoji.js';

interface Choice {
  /** The text that replaces the typed characters. */
  text: string;
  label: string;
}

const maxChoices = 8;
/** A mention before the caret. Names may contain spaces. */
const mention = /(?:^|[\s(])(@([^@\n]{0,64}))$/u;
/** An emoji shortcode before the caret. A colon with fewer than two letters after it is only a colon. */
const shortcode = /(?:^|[\s(])(:[\p{L}\p{N}_+-]{2,32}:?)$/u;

/**
 * Completes names after `@` and emoji after `:`. The arrow keys select a choice, Enter and Tab accept it, and Escape closes
 * the list.
 */
export class Completion {
  #host: ConversationHost;
  #context: ChatContext;
  #field: HTMLTextAreaElement | undefined;
  #choices: readonly Choice[] = [];
  #active = 0;
  /** The caret's position when the choices were shown. */
  #caret = 0;
  /** The field's text after a choice was accepted; it opens no new list. */
  #completed: string | undefined;
  /** The number of characters before the caret that a choice replaces. */
  #typed = 0;
  /** Counts the lookups of emoji: only the result of the last one is shown. */
  #lookup = 0;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
  }

  /** Shows choices for the characters before the caret. */
  onInput(field: HTMLTextAreaElement): void {
    this.#field = field;
    const { value, selectionStart: caret } = field;
    if (value === this.#completed) return this.close();
    const before = value.slice(0, caret);
    const lookup = ++this.#lookup;
    const [, typedName, name] = mention.exec(before) ?? [];
    const names = name === undefined ? [] : namesLike(this.#context.names, name);
    if (typedName !== undefined && names.length > 0) return this.#show(typedName, names);
    const [, typedCode] = shortcode.exec(before) ?? [];
    if (typedCode === undefined) return this.close();
    loadEmoji(this.#context.relayUrl.replace(/\/$/, ''), this.#context.language).then(
      (set) => {
        // The person may have typed on or moved the caret while the emoji were loading.
        if (lookup !== this.#lookup || field.selectionStart !== caret) return;
        const [first, ...others] = completeShortcode(set, typedCode, maxChoices).map(
          ({ emoji, shortcode }) => ({
            text: emoji.emoji,
            label: `${emoji.emoji} :${shortcode}:`,
          }),
        );
        if (!first) return this.close();
        this.#show(typedCode, [first, ...others]);
        // With its second colon the shortcode is complete, so it is replaced at once.
        if (typedCode.endsWith(':')) this.#accept(first);
      },
      // If the emoji cannot be loaded, there is nothing to complete.
      () => this.close(),
    );
  }

  close(): void {
    this.#lookup += 1;
    if (this.#choices.length === 0) return;
    this.#choices = [];
    this.#update();
  }

  /** @returns whether the key was handled */
  onKey({ key, shiftKey }: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    this.#field = field;
    const { length } = this.#choices;
    const choice = this.#choices[this.#active];
    if (!choice || shiftKey) return false;
    // The caret was moved away, so the list is out of date.
    if (field.selectionStart !== this.#caret) {
      this.close();
      return false;
    }
    if (key === 'Enter' || key === 'Tab') this.#accept(choice);
    else if (key === 'Escape') this.close();
    else if (key === 'ArrowDown') this.#active = (this.#active + 1) % length;
    else if (key === 'ArrowUp') this.#active = (this.#active - 1 + length) % length;
    else return false;
    this.#update();
    return true;
  }

  render(): TemplateResult | typeof nothing {
    if (this.#choices.length === 0) return nothing;
    return html`<ul part="completion" id="completion" role="listbox" aria-label=${this.#context.words.text('completion')}>
      ${this.#choices.map(
        (choice, index) =>
          html`<li
            role="option"
            id="choice-${index}"
            aria-selected=${index === this.#active}
            dir="auto"
            @mousedown=${keepFieldFocused}
            @click=${() => this.#accept(choice)}
          >
            ${choice.label}
          </li>`,
      )}
    </ul>`;
  }

  #show(typed: string, choices: readonly Choice[]): void {
    this.#typed = typed.length;
    this.#caret = this.#field?.selectionStart ?? 0;
    this.#active = 0;
    this.#choices = choices;
    this.#update();
  }

  #accept({ text }: Choice): void {
    const field = this.#field;
    this.#choices = [];
    if (field) {
      const { selectionStart: caret } = field;
      field.setRangeText(`${text} `, caret - this.#typed, caret, 'end');
      this.#completed = field.value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    this.#update();
  }

  #update(): void {
    const field = this.#field;
    // These attributes are set by hand: the field's template is part of the first load and does not know them.
    if (this.#choices.length > 0) {
      field?.setAttribute('aria-controls', 'completion');
      field?.setAttribute('aria-activedescendant', `choice-${this.#active}`);
    } else {
      field?.removeAttribute('aria-controls');
      field?.removeAttribute('aria-activedescendant');
    }
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#fit());
  }

  /** Keeps the list within the pane, above which it floats, and the chosen one in view. */
  #fit(): void {
    const list = this.#host.shadowRoot?.querySelector<HTMLElement>('[part="completion"]');
    if (!list) return;
    // The list ends 2 px above the composer.
    list.style.maxBlockSize = `min(12em, ${(this.#host.content?.clientHeight ?? 0) - 2}px)`;
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }
}

/** A press on a choice must not take the focus from the field. */
function keepFieldFocused(event: Event): void {
  event.preventDefault();
}

function namesLike(names: Names, typed: string): Choice[] {
  const wanted = folded(typed);
  const isExact = (name: string): boolean => folded(name) === wanted.trim();
  const like = names.others.filter((name) => folded(name).startsWith(wanted));
  // After a complete name, the characters are the rest of the sentence.
  if (wanted.endsWith(' ') || (like.length === 1 && like.every(isExact))) {
    return like
      .filter((name) => !isExact(name))
      .map(choiceOf)
      .slice(0, maxChoices);
  }
  return like.slice(0, maxChoices).map(choiceOf);
}

function choiceOf(name: string): Choice {
  return { text: `@${name}`, label: name };
}

/** Folds case and accents, which people leave out when they type a name. */
function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
