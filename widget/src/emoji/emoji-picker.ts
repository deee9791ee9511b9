import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { isComposing } from '../ui/is-composing.js';
import { dress } from '../ui/adopt-styles.js';
import { isElement } from '../ui/is-element.js';
import { Popover } from '../ui/popover.js';
import type { Words } from '../i18n/words.js';
import { emojiLanguage, loadEmoji, type Emoji, type EmojiSet } from './emoji-data.js';
import { emojiPickerStyles } from './emoji-picker-styles.js';
import { searchEmoji } from './emoji-search.js';
import { drawableEmoji } from './emoji-support.js';
import { moveInGrid } from './grid-moves.js';
import { noteUsed, recentEmoji } from './recent-emoji.js';

export interface EmojiPickerOptions {
  /** The URL of the relay, which has the files. */
  base: () => string;
  /** The BCP 47 tag of the language that names are shown in. */
  language: () => string | undefined;
  words: () => Words;
  /** Takes the emoji that the person chose. The picker is closed by then, and the focus is back on its opener. */
  choose: (emoji: string) => void;
}

interface Group {
  name: string;
  emoji: Emoji[];
}

/**
 * Lets a person choose an emoji. It is a part of the host's shadow root, as large as the place that it is given and at
 * most 22 by 24 em; where that place is, the host says. It brings its own styles, which need the element's `--_…`
 * properties.
 *
 * ```ts
 * const { EmojiPicker } = await import('../emoji/emoji.js');
 * const picker = new EmojiPicker(this, {
 *   base: () => this.resolvedRelayUrl,
 *   language: () => this.language,
 *   words: () => this.words,
 *   choose: (emoji) => this.react(id, emoji),
 * });
 * picker.toggle(button);
 *
 * // In render():
 * html`<button aria-haspopup="dialog" aria-expanded=${picker.opener === button}>☺</button>
 *   <div class="where-it-is-to-be">${picker.render()}</div>`;
 * ```
 */
export class EmojiPicker implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #options: EmojiPickerOptions;
  #popover: Popover<HTMLElement>;
  #source: string | undefined;
  /** Those that can be drawn here. */
  #set: EmojiSet | undefined;
  #hasFailed = false;
  #query = '';
  #groups: Group[] = [];
  /** The one whose name is shown. */
  #active: Emoji | undefined;
  /** The one button that Tab leads to. */
  #tabStop: HTMLElement | undefined;
  #isDressed = false;

  constructor(host: ReactiveControllerHost & HTMLElement, options: EmojiPickerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    this.#popover = new Popover<HTMLElement>(host, {
      element: () => this.#root,
      // A keyboard on the screen would cover what the person came for.
      first: () => (matchMedia('(pointer: coarse)').matches ? this.#root : this.#field),
      giveBack: (opener) => opener.focus(),
    });
  }

  /** What opened it, while it is open. */
  get opener(): HTMLElement | undefined {
    return this.#popover.anchor;
  }

  /** @param opener gets the focus back in the end; a press on it is not a press outside */
  open(opener: HTMLElement): void {
    this.#query = '';
    if (this.#hasFailed) this.#source = undefined;
    this.#arrange();
    this.#popover.open(opener);
  }

  close(): void {
    this.#popover.close();
  }

  toggle(opener: HTMLElement): void {
    if (this.opener === opener) this.close();
    else this.open(opener);
  }

  /** Loads what is to be shown, again if the host speaks another language by now or is on another relay. */
  hostUpdate(): void {
    if (!this.opener) return;
    const source = `${this.#options.base()} ${emojiLanguage(this.#options.language())}`;
    if (source === this.#source) return;
    this.#source = source;
    this.#set = undefined;
    this.#arrange();
    void this.#load(source);
  }

  hostUpdated(): void {
    if (!this.#root) return;
    this.#dress();
    if (!this.#tabStop?.isConnected) this.#stopAt(this.#buttons[0]);
  }

  render(): TemplateResult | typeof nothing {
    if (!this.opener) return nothing;
    const words = this.#options.words();
    return html`<div
      class="picker"
      part="picker"
      role="dialog"
      aria-label=${words.say('picker.label')}
      tabindex="-1"
      @keydown=${this.#keydown}
      @focusin=${this.#reached}
      @pointerover=${this.#reached}
    >
      <input
        class="picker-search"
        type="search"
        aria-label=${words.say('picker.search')}
        placeholder=${words.say('picker.search')}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(this.#query)}
        @input=${this.#search}
      />
      <p class="picker-status" role="status">${this.#status()}</p>
      <div
        class="picker-emoji"
        lang=${emojiLanguage(this.#options.language())}
        ?data-found=${this.#query.trim()}
        @click=${this.#clicked}
      >
        ${guard([this.#groups], () => this.#groups.map(groupTemplate))}
      </div>
      <p class="picker-name" aria-hidden="true" dir="auto">${this.#active && nameLine(this.#active)}</p>
    </div>`;
  }

  #status(): unknown {
    const words = this.#options.words();
    if (this.#hasFailed) {
      return html`<span
        >${words.say('picker.failed')} <button type="button" @click=${this.#retry}>${words.say('retry')}</button></span
      >`;
    }
    if (!this.#set) return html`<span>${words.say('picker.loading')}</span>`;
    if (!this.#query.trim()) return nothing;
    const count = this.#groups[0]?.emoji.length ?? 0;
    return html`<span>${count > 0 ? words.say('picker.found', { count }) : words.say('picker.none')}</span>`;
  }

  async #load(source: string): Promise<void> {
    this.#hasFailed = false;
    const load = loadEmoji(this.#options.base(), this.#options.language());
    const set = await load.catch(ignoreFailure);
    if (source !== this.#source) return;
    this.#set = set && { ...set, emoji: drawableEmoji(set) };
    this.#hasFailed = !set;
    this.#arrange();
    this.#host.requestUpdate();
  }

  #retry = (): void => {
    // The button is about to go, and the focus must not go with it.
    this.#field?.focus();
    this.#source = undefined;
    this.#host.requestUpdate();
  };

  /** Decides what is shown: what was searched for, or else all, by group. */
  #arrange(): void {
    this.#groups = this.#set ? this.#arranged(this.#set) : [];
    this.#active = this.#query ? this.#groups[0]?.emoji[0] : undefined;
    this.#tabStop = undefined;
  }

  #arranged(set: EmojiSet): Group[] {
    const words = this.#options.words();
    if (this.#query.trim()) {
      const emoji = searchEmoji(set, this.#query);
      return emoji.length > 0 ? [{ name: '', emoji }] : [];
    }
    const recent = recentEmoji().flatMap((used) => set.emoji.find(({ emoji }) => emoji === used) ?? []);
    const groups = set.groups.map((name, number) => ({
      name,
      emoji: set.emoji.filter(({ group }) => group === number),
    }));
    return [{ name: words.say('picker.recent'), emoji: recent }, ...groups].filter(
      ({ emoji }) => emoji.length > 0,
    );
  }

  #choose(emoji: string): void {
    noteUsed(emoji);
    this.close();
    this.#options.choose(emoji);
  }

  #search = (event: Event): void => {
    this.#query = (event.target as HTMLInputElement).value;
    this.#arrange();
    this.#list?.scrollTo(0, 0);
    this.#host.requestUpdate();
  };

  #clicked = (event: Event): void => {
    const button = buttonOf(event);
    if (button) this.#choose(button.textContent);
  };

  /** By the focus or by a pointer. */
  #reached = (event: Event): void => {
    const button = buttonOf(event);
    const emoji = button && this.#set?.emoji.find(({ emoji }) => emoji === button.textContent);
    if (!emoji) return;
    if (event.type === 'focusin') this.#stopAt(button);
    this.#active = emoji;
    this.#host.requestUpdate();
  };

  #keydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const button = buttonOf(event);
    this.#popover.key(event);
    if (!this.#pressedIn(button, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @returns whether the key is dealt with */
  #pressedIn(button: HTMLElement | undefined, event: KeyboardEvent): boolean {
    if (button) return this.#pressedOn(button, event);
    if (event.target !== this.#field && event.target !== this.#root) return false;
    const first = this.#groups[0]?.emoji[0];
    if (event.key === 'ArrowDown') this.#tabStop?.focus();
    else if (event.key !== 'Enter') return false;
    else if (this.#query.trim() && first) this.#choose(first.emoji);
    return true;
  }

  #pressedOn(button: HTMLElement, event: KeyboardEvent): boolean {
    if (event.altKey) return false;
    const buttons = this.#buttons;
    const sizes = this.#groups.map(({ emoji }) => emoji.length);
    const key = inReadingOrder(event.key, button);
    const to = moveInGrid(sizes, columnsAround(button), buttons.indexOf(button), key, event.ctrlKey);
    if (to !== undefined) (buttons[to] ?? this.#field)?.focus();
    // What is typed is typed into the field, which gets the key itself because it has the focus by then.
    else if (isTyping(event)) this.#field?.focus();
    return to !== undefined;
  }

  #stopAt(button: HTMLElement | undefined): void {
    for (const other of this.#root?.querySelectorAll<HTMLElement>('.picker-grid [tabindex="0"]') ?? [])
      other.tabIndex = -1;
    if (button) button.tabIndex = 0;
    this.#tabStop = button;
  }

  /** Puts on the styles, which only a chat whose picker was opened needs. */
  #dress(): void {
    if (this.#isDressed) return;
    this.#isDressed = true;
    dress(this.#host, emojiPickerStyles);
  }

  get #shadow(): ShadowRoot | null {
    return this.#host.shadowRoot;
  }

  get #root(): HTMLElement | null | undefined {
    return this.#shadow?.querySelector<HTMLElement>('.picker');
  }

  get #field(): HTMLElement | null | undefined {
    return this.#root?.querySelector<HTMLElement>('.picker-search');
  }

  get #list(): Element | null | undefined {
    return this.#root?.querySelector('.picker-emoji');
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#root?.querySelectorAll<HTMLElement>('.picker-grid button') ?? [])];
  }
}

function groupTemplate({ name, emoji }: Group): TemplateResult {
  return html`<div class="picker-group" role=${name ? 'group' : nothing} aria-label=${name || nothing}>
    ${name ? html`<h3>${name}</h3>` : nothing}
    <div class="picker-grid">${emoji.map(emojiTemplate)}</div>
  </div>`;
}

function emojiTemplate({ emoji, name }: Emoji): TemplateResult {
  return html`<button type="button" tabindex="-1" aria-label=${name}>${emoji}</button>`;
}

function nameLine({ name, shortcodes }: Emoji): TemplateResult {
  return html`<b>${name}</b> ${shortcodes[0] ? `:${shortcodes[0]}:` : nothing}`;
}

/** The emoji's button that an event is about. */
function buttonOf(event: Event): HTMLElement | undefined {
  const { target } = event;
  if (!isElement(target)) return undefined;
  return target.closest<HTMLElement>('.picker-grid button') ?? undefined;
}

/** How many columns the style sheet has made, as they are. */
function columnsAround(button: HTMLElement): number {
  const grid = button.parentElement;
  return grid ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1;
}

function inReadingOrder(key: string, element: Element): string {
  if (getComputedStyle(element).direction !== 'rtl') return key;
  return key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : key;
}

function isTyping({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  const isLetter = /^[^ ]$/u.test(key);
  return !ctrlKey && !metaKey && (isLetter || key === 'Backspace');
}

/** What cannot be loaded or read is shown as such, whatever the reason. */
function ignoreFailure(): undefined {}
