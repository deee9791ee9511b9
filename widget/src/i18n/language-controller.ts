import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { calendarFor } from './calendar.js';
import { inherited, isRightToLeft } from './language.js';
import { english, localeFor, emptyLocale, subscribers } from './locale-registry.js';
import { type Strings, Words } from './words.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** Texts of the page's own. */
  readonly strings: Strings | undefined;
}

/** How long nothing is shown while the first locale loads, in milliseconds. After that, it is English until it has loaded. */
const maxWait = 500;

/** Provides the texts in the language of the surrounding page, as soon as they are loaded. */
export class LanguageController implements ReactiveController {
  words = new Words([english], 'en', false);
  calendar = calendarFor('en');
  /** The language of the page, which people write in, whether or not there are texts in it. */
  language: string | undefined;
  /** The direction of the language, if the page sets none. */
  direction: 'rtl' | undefined;
  /** Whether there are texts to show, if only in English for now. */
  isReady = false;
  /** Resolves when `isReady` becomes true. */
  readonly ready: Promise<void>;
  #host: Host;
  #markReady: () => void = () => {};
  #locale = emptyLocale;
  #wordsLanguage = 'en';
  /** The locale, the language and the page's texts that `words` was created from. */
  #key: readonly unknown[] = [emptyLocale, 'en', undefined];
  #observer: MutationObserver;

  constructor(host: Host) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    this.ready = new Promise((resolve) => {
      this.#markReady = () => {
        if (this.isReady) return;
        this.isReady = true;
        host.requestUpdate();
        resolve();
      };
    });
    host.addController(this);
  }

  hostConnected(): void {
    subscribers.add(this.#host);
    this.#observe(this.#host);
  }

  hostDisconnected(): void {
    subscribers.delete(this.#host);
    this.#observer.disconnect();
  }

  hostUpdate(): void {
    const host = this.#host;
    const { strings } = host;
    const language = inherited(host, 'lang') || undefined;
    this.language = language;
    this.direction = isRightToLeft(language) && inherited(host, 'dir') === undefined ? 'rtl' : undefined;
    this.#updateLocale(language);
    const key = [this.#locale, this.#wordsLanguage, strings];
    if (key.every((part, index) => part === this.#key[index])) return;
    this.#key = key;
    this.calendar = calendarFor(this.#wordsLanguage);
    const sources = [strings, this.#locale, english];
    this.words = new Words(sources, this.#wordsLanguage, isRightToLeft(this.#wordsLanguage));
  }

  /** Observes the element's tree, and the trees of all shadow hosts around it. */
  #observe(element: Element): void {
    const root = element.getRootNode();
    this.#observer.observe(root, { subtree: true, attributeFilter: ['lang', 'dir'] });
    if (root instanceof ShadowRoot) this.#observe(root.host);
  }

  /** While a locale loads, the previous one stays. */
  #updateLocale(language: string | undefined): void {
    const locale = localeFor(language);
    if (locale) {
      this.#locale = locale;
      this.#wordsLanguage = (locale !== emptyLocale && language) || 'en';
      this.#markReady();
    } else {
      setTimeout(this.#markReady, maxWait);
    }
  }
}
