import { nothing, type TemplateResult } from 'lit';
import { ChatProperties } from '../element/properties.js';
import { isRightToLeft } from '../i18n/language.js';
import { addLocale, emptyLocale, english, localeFor } from '../i18n/locale-registry.js';
import type { Locale } from '../i18n/locales/en.js';
import { Words } from '../i18n/words.js';
import { skeleton } from './skeleton.js';

/**
 * `<realtime-chat>` on a server, for `@lit-labs/ssr`: the heading, and outlines of the conversation and the composer. It connects to
 * no relay. In the browser, the element renders itself and removes this, since its first render is another one.
 */
export class RealtimeChat extends ChatProperties {
  /** As in the browser, where it is read. */
  static defaultRelayUrl: string | undefined;

  static addLocale(language: string, locale: Locale): void {
    addLocale(language, locale);
  }

  protected override render(): TemplateResult | typeof nothing {
    // The launcher's button comes with its code.
    if (this.layout === 'launcher') return nothing;
    // The surrounding page is unknown here: its language and direction count only as attributes of the element.
    const tag = this.getAttribute('lang') ?? undefined;
    const locale = localeFor(tag) ?? emptyLocale;
    const language = (locale !== emptyLocale && tag) || 'en';
    const words = new Words([this.strings, locale, english], language, isRightToLeft(language));
    return skeleton({
      words,
      direction: isRightToLeft(tag) && !this.hasAttribute('dir') ? 'rtl' : undefined,
      heading: this.heading || words.text('heading'),
      hasComposer: !this.readonly,
      // The site names a person with a token.
      hasNameField: !this.username && !this.token,
    });
  }
}
