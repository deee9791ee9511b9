import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Words } from '../../i18n/words.js';

/** Typing rests when no letter comes for so long, in milliseconds. */
const rest = 700;

interface PickerStatusOptions {
  words: () => Words;
  /** Tells screen readers. */
  announce: (sentence: string) => void;
  retry: () => void;
}

/** What the picker is at: it loads, it could not load, or it has found so many emoji. */
export interface PickerState {
  hasFailed: boolean;
  isLoading: boolean;
  /** How many emoji a search has found, and the name of the one that Enter chooses. */
  found: { count: number; first: string | undefined } | undefined;
}

/** The line below the search field, and what screen readers say of it: once, when the typing rests. */
export class PickerStatus implements ReactiveController {
  #options: PickerStatusOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, options: PickerStatusOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  render({ hasFailed, isLoading, found }: PickerState): unknown {
    const words = this.#options.words();
    if (hasFailed) {
      return html`<span
        >${words.text('picker.failed')} <button type="button" @click=${this.#options.retry}>${words.text('retry')}</button></span
      >`;
    }
    if (isLoading) return html`<span>${words.text('picker.loading')}</span>`;
    return found ? html`<span>${this.#foundText(found.count)}</span>` : nothing;
  }

  failed(): void {
    const { announce, words } = this.#options;
    announce(words().text('picker.failed'));
  }

  /** To be called with each letter. @param state returns what the picker is at when the typing rests; undefined if it is closed */
  typed(state: () => PickerState | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { found } = state() ?? {};
      if (!found) return;
      const { announce, words } = this.#options;
      const texts = [found.first ?? [], this.#foundText(found.count)].flat();
      announce(new Intl.ListFormat(words().language, { type: 'unit' }).format(texts));
    }, rest);
  }

  #foundText(count: number): string {
    const words = this.#options.words();
    return count > 0 ? words.text('picker.found', { count }) : words.text('picker.none');
  }
}
