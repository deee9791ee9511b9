import { defineElement } from './element/define/define-element.js';
import type { ChatEventMap } from './element/events.js';
import { RealtimeChat } from './element/realtime-chat.js';
import { localeFiles } from './i18n/locale-files.js';
import { loadLocalesFrom } from './i18n/locale-registry.js';

export * from './client/index.js';
export type { MessageTarget } from './element/context.js';
export type { ChatEventDetails, ChatEventMap } from './element/events.js';
export type { Locale, Plural } from './i18n/locales/en.js';
export type { Strings } from './i18n/words.js';
export { RealtimeChat };

declare global {
  interface HTMLElementTagNameMap {
    'realtime-chat': RealtimeChat;
  }
  interface HTMLElementEventMap extends ChatEventMap {}
}

loadLocalesFrom(localeFiles);
defineElement();
