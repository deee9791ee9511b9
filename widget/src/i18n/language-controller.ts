import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Calendar } from './calendar.js';
import { inherited, isRightToLeft } from './language.js';
import { english, localeFor, noWords, speakers } from './locale-registry.js';
import { type Strings, Words } from './words.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** What the page would rather have said. */
  readonly strings: Strings | undefined;
}

/** How long nothing is shown while the first words load, in milliseconds; after that, it is English until they came. */
const moment = 500;

/** Has the element speak the language of the place that it is in, as soon as there are words for it. */
export class LanguageController implements ReactiveController {
  words = new Words([english], 'en', false);
  calendar = new Calendar(undefined);
  /** The direction that the language asks for where the page sets none. */
  direction: 'rtl' | undefined;
  /** Whether there is something to say, be it in English for now. */
  isReady = false;
  /** Resolves then. */
  readonly ready: Promise<void>;
  #host: Host;
  #begin: () => void = () => {};
  #locale = noWords;
  #language = 'en';
  /** What the words were made of. */
  #key: readonly unknown[] = [];
  #observer: MutationObserver;

  constructor(host: Host) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    this.ready = new Promise((resolve) => {
      this.#begin = () => {
        if (this.isReady) return;
        this.isReady = true;
        host.requestUpdate();
        resolve();
      };
    });
    host.addController(this);
  }

  hostConnected(): void {
    speakers.add(this.#host);
    this.#observe(this.#host);
  }

  hostDisconnected(): void {
    speakers.delete(this.#host);
    this.#observer.disconnect();
  }

  hostUpdate(): void {
    const host = this.#host;
    const { strings } = host;
    const language = inherited(host, 'lang') || undefined;
    if (language !== this.calendar.language) this.calendar = new Calendar(language);
    this.direction = isRightToLeft(language) && inherited(host, 'dir') === undefined ? 'rtl' : undefined;
    this.#choose(language);
    const key = [this.#locale, this.#language, strings];
    if (key.every((part, index) => part === this.#key[index])) return;
    this.#key = key;
    this.words = new Words([strings, this.#locale, english], this.#language, isRightToLeft(this.#language));
  }

  /** An element itself, and all that it is in. */
  #observe(element: Element): void {
    const root = element.getRootNode();
    this.#observer.observe(root, { subtree: true, attributeFilter: ['lang', 'dir'] });
    if (root instanceof ShadowRoot) this.#observe(root.host);
  }

  /** While words load, what was spoken before is spoken still. */
  #choose(language: string | undefined): void {
    const locale = localeFor(language);
    if (locale) {
      this.#locale = locale;
      this.#language = (locale !== noWords && language) || 'en';
      this.#begin();
    } else {
      setTimeout(this.#begin, moment);
    }
  }
}
