import { addLocale } from '../i18n/locale-registry.js';
import { RealtimeChat } from './server-chat.js';
import { serverLocales } from './server-locales.js';

/* The entry of the npm package in Node, by the condition `node` of its exports. It exports what the entry for browsers exports. */
export * from '../client/index.js';
export { RealtimeChat };

for (const [language, locale] of Object.entries(serverLocales)) addLocale(language, locale);
if (!customElements.get('realtime-chat')) customElements.define('realtime-chat', RealtimeChat);
