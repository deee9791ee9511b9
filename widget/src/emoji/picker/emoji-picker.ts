import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { live } from 'lit/directives/live.js';
import type { Words } from '../../i18n/words.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { isComposing } from '../../ui/is-composing.js';
import { Popover } from '../../ui/popover/popover.js';
import { emojiLanguage, loadEmoji, type Emoji, type EmojiSet } from '../emoji-data.js';
import { buttonOf, columnsAround, inReadingOrder, isTyping } from './emoji-grid.js';
import { type EmojiGroup, groupsOf } from './emoji-groups.js';
import { EmojiList } from './emoji-list.js';
import { emojiPickerStyles } from './emoji-picker-styles.js';
import { drawableEmoji } from '../emoji-support.js';
import { moveInGrid } from './grid-moves.js';
import { type PickerState, PickerStatus } from './picker-status.js';
import { addRecentEmoji, recentEmoji } from '../recent-emoji.js';

export interface EmojiPickerOptions {
  /** The relay's URL, from which the emoji are loaded. */
  base: () => string;
  /** The BCP 47 tag of the language of the emoji's names. */
  language: () => string | undefined;
  words: () => Words;
  /** Names the relay and the person, who has recently used emoji of their own. */
  person: () => string | undefined;
  /** Whether a closed picker stays on display, because what it is in fades out. */
  isKept?: () => boolean;
  /** Tells screen readers. */
  announce: (sentence: string) => void;
  /** Called with the chosen emoji. The picker is already closed, and the focus is back on its opener. */
  choose: (emoji: string) => void;
}

/**
 * The emoji picker: search field, groups of emoji and recently used ones. It is rendered into the host's shadow root, where
 * the host puts it, and is at most 22 by 24 em large. It adopts its own styles, which need the element's `--_…` properties.
 *
 * ```ts
 * const { EmojiPicker } = await import('../emoji/emoji.js');
 * const picker = new EmojiPicker(this, {
 *   base: () => this.resolvedRelayUrl,
 *   language: () => this.language,
 *   words: () => this.words,
 *   person: () => this.room.storagePrefix,
 *   announce: (sentence) => this.announce(sentence),
 *   choose: (emoji) => this.react(id, emoji),
 * });
 * picker.toggle(button);
 *
 * // In render():
 * html`<button>☺</button>
 *   <div class="where-it-is-to-be">${picker.render()}</div>`;
 * ```
 */
export class EmojiPicker implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #options: EmojiPickerOptions;
  #popover: Popover<HTMLElement>;
  /** The relay and the language from which the emoji were loaded. */
  #source: string | undefined;
  /** The emoji that this system can draw. */
  #set: EmojiSet | undefined;
  #hasFailed = false;
  #query = '';
  #groups: EmojiGroup[] = [];
  #list: EmojiList;
  #status: PickerStatus;
  /** The emoji under the pointer or with the focus. */
  #active: Emoji | undefined;
  #hasStyles = false;

  constructor(host: ReactiveControllerHost & HTMLElement, options: EmojiPickerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    this.#list = new EmojiList(host, () => this.#root?.querySelector('.picker-emoji'));
    this.#status = new PickerStatus(host, { ...options, retry: this.#retry });
    this.#popover = new Popover<HTMLElement>(host, {
      element: () => this.#root,
      // With a touch screen the field is not focused: the on-screen keyboard would cover the emoji.
      initialFocus: () => (matchMedia('(pointer: coarse)').matches ? this.#root : this.#field),
      restoreFocus: (opener) => opener.focus(),
    });
  }

  /** The element that opened the picker, while it is open. */
  get opener(): HTMLElement | undefined {
    return this.#popover.anchor;
  }

  /** @param opener gets the focus back when the picker closes; a press on it does not close the picker */
  open(opener: HTMLElement): void {
    this.#query = '';
    if (this.#hasFailed) this.#source = undefined;
    this.#updateGroups();
    this.#popover.open(opener);
  }

  close(): void {
    this.#popover.close();
  }

  toggle(opener: HTMLElement): void {
    if (this.opener === opener) this.close();
    else this.open(opener);
  }

  /** Loads the emoji, and loads them again if the language or the relay has changed. */
  hostUpdate(): void {
    if (!this.opener) return;
    const source = `${this.#options.base()} ${emojiLanguage(this.#options.language())}`;
    if (source === this.#source) return;
    this.#source = source;
    this.#set = undefined;
    // Before the emoji that has the focus is removed.
    if (this.#list.hasFocus) this.#field?.focus();
    this.#updateGroups();
    void this.#load(source);
  }

  hostUpdated(): void {
    // The picker of the composer and that of the menu are in one shadow root.
    if (!this.opener || !this.#root) return;
    this.#adoptStyles();
    this.#list.rendered();
  }

  /** Not a dialog: Firefox reports one as a new window, and Orca then takes the letters that are typed for its own keys. */
  render(): TemplateResult | typeof nothing {
    if (!this.opener && !this.#options.isKept?.()) return nothing;
    const words = this.#options.words();
    return html`<div
      class="picker"
      part="picker"
      role="group"
      aria-label=${words.text('picker.label')}
      tabindex="-1"
      @keydown=${this.#onKey}
      @focusin=${this.#onReach}
      @pointerover=${this.#onReach}
      @pointerleave=${this.#onReach}
    >
      <input
        class="picker-search"
        type="search"
        aria-label=${words.text('picker.search')}
        placeholder=${words.text('picker.search')}
        autocomplete="off"
        maxlength="100"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(this.#query)}
        @input=${this.#onSearch}
      />
      <p class="picker-status">${this.#status.render(this.#state)}</p>
      ${this.#query.trim() ? nothing : this.#list.renderBar()}
      <div
        class="picker-emoji"
        role=${this.#groups.length > 0 ? 'listbox' : nothing}
        aria-label=${this.#groups.length > 0 ? words.text('picker.label') : nothing}
        tabindex="-1"
        lang=${emojiLanguage(this.#options.language())}
        ?data-found=${this.#query.trim()}
        @click=${this.#onClick}
        @scroll=${this.#list.look}
      >
        ${this.#list.render()}
      </div>
      <p class="picker-name" aria-hidden="true" dir="auto">${this.#list.renderName(this.#active)}</p>
    </div>`;
  }

  get #state(): PickerState {
    const emoji = this.#groups[0]?.emoji ?? [];
    return {
      hasFailed: this.#hasFailed,
      isLoading: !this.#set,
      found: this.#set && this.#query.trim() ? { count: emoji.length, first: emoji[0]?.name } : undefined,
    };
  }

  async #load(source: string): Promise<void> {
    this.#hasFailed = false;
    const load = loadEmoji(this.#options.base(), this.#options.language());
    const set = await load.catch(ignoreFailure);
    if (source !== this.#source) return;
    this.#set = set && { ...set, emoji: drawableEmoji(set) };
    this.#hasFailed = !set;
    if (!set) this.#status.failed();
    this.#updateGroups();
    this.#host.requestUpdate();
  }

  #retry = (): void => {
    // The button will be removed, and the focus must not be lost with it.
    this.#field?.focus();
    this.#source = undefined;
    this.#host.requestUpdate();
  };

  /** Determines the groups to show: the search results, or all emoji by group. */
  #updateGroups(): void {
    const { words, person } = this.#options;
    this.#groups = this.#set ? groupsOf(this.#set, this.#query, words(), recentEmoji(person())) : [];
    this.#list.groups = this.#groups;
    this.#active = undefined;
  }

  #choose(emoji: string): void {
    addRecentEmoji(this.#options.person(), emoji);
    this.close();
    this.#options.choose(emoji);
  }

  #onSearch = (event: Event): void => {
    this.#query = (event.target as HTMLInputElement).value;
    this.#updateGroups();
    this.#list.element?.scrollTo(0, 0);
    this.#host.requestUpdate();
    this.#status.typed(() => (this.opener ? this.#state : undefined));
  };

  #onClick = (event: Event): void => {
    const button = buttonOf(event);
    if (button) this.#choose(button.textContent);
  };

  /** Shows the name of the emoji that the focus or the pointer has reached. Elsewhere, the pointer counts no more. */
  #onReach = (event: Event): void => {
    const button = buttonOf(event) ?? this.#list.focused;
    if (button && event.type === 'focusin') this.#list.setTabStop(button);
    const active = button ? this.#set?.emoji.find(({ emoji }) => emoji === button.textContent) : undefined;
    if (active === this.#active) return;
    this.#active = active;
    this.#host.requestUpdate();
  };

  #onKey = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const button = buttonOf(event);
    this.#popover.onKey(event);
    if (!this.#handleKey(button, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @returns whether the key was handled */
  #handleKey(button: HTMLElement | undefined, event: KeyboardEvent): boolean {
    if (button) return this.#handleGridKey(button, event);
    if (event.target !== this.#field && event.target !== this.#root) return false;
    const first = this.#groups[0]?.emoji[0];
    if (event.key === 'ArrowDown') this.#list.tabStop?.focus();
    else if (event.key !== 'Enter') return false;
    else if (this.#query.trim() && first) this.#choose(first.emoji);
    return true;
  }

  #handleGridKey(button: HTMLElement, event: KeyboardEvent): boolean {
    if (event.altKey) return false;
    const sizes = this.#groups.map(({ emoji }) => emoji.length);
    const key = inReadingOrder(event.key, button);
    const to = moveInGrid(sizes, columnsAround(button), Number(button.dataset.at), key, event.ctrlKey);
    if (to === -1) this.#field?.focus();
    else if (to !== undefined) this.#list.focus(to);
    // Typing goes on in the search field, which receives this key too, since it has the focus by then.
    else if (isTyping(event)) this.#field?.focus();
    return to !== undefined;
  }

  /** Adopts the styles when the picker is opened for the first time. */
  #adoptStyles(): void {
    if (this.#hasStyles) return;
    this.#hasStyles = true;
    adoptStyles(this.#host, emojiPickerStyles);
  }

  get #shadow(): ShadowRoot | null {
    return this.#host.shadowRoot;
  }

  get #root(): HTMLElement | null | undefined {
    // Not one that fades out.
    return this.#shadow?.querySelector<HTMLElement>('.picker:not([inert] *)');
  }

  get #field(): HTMLElement | null | undefined {
    return this.#root?.querySelector<HTMLElement>('.picker-search');
  }
}

/** The picker shows that the emoji could not be loaded, whatever the reason. */
function ignoreFailure(): undefined {}
