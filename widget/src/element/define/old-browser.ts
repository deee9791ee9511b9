import { inherited, isRightToLeft } from '../../i18n/language.js';
import { addEnglish, addLocale, english, localeFor, subscribers } from '../../i18n/locale-registry.js';
import { enOldBrowser } from '../../i18n/locales/en-old-browser.js';
import { Words } from '../../i18n/words.js';

let hasWarned = false;

/** Stands in for `<realtime-chat>` in a browser that is too old for it. Loads on demand. */
export class OldBrowserSentence extends HTMLElement {
  static addLocale = addLocale;
  static observedAttributes = ['lang', 'layout'];

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    addEnglish(enOldBrowser);
  }

  connectedCallback(): void {
    subscribers.add(this);
    this.requestUpdate();
    if (hasWarned) return;
    hasWarned = true;
    // oxlint-disable-next-line no-console -- for the developer of the page
    console.warn('<realtime-chat>: this browser lacks a feature that the chat needs');
  }

  attributeChangedCallback(): void {
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    subscribers.delete(this);
  }

  /** Also called when a language has loaded. */
  requestUpdate(): void {
    if (!this.shadowRoot) return;
    this.shadowRoot.textContent = '';
    // A launcher has no place on the page in which a sentence could stand.
    if (this.getAttribute('layout') === 'launcher') return;
    const language = inherited(this, 'lang');
    const sentence = document.createElement('p');
    sentence.lang = language ?? 'en';
    sentence.dir = 'auto';
    const words = new Words([localeFor(language), english], sentence.lang, isRightToLeft(language));
    sentence.textContent = words.text('oldBrowser');
    this.shadowRoot.append(sentence);
  }
}
