import { loadLocalesFrom } from './i18n/locale-registry.js';
import { RealtimeChat } from './element/realtime-chat.js';
import { scriptLocaleFiles } from './i18n/script-locale-files.js';

/* The entry of the script files. A relay serves them: it is the relay to connect to. */
loadLocalesFrom(scriptLocaleFiles);
RealtimeChat.defaultRelayUrl = new URL(import.meta.url).origin;

// The page may have it already, from another script file or from the npm package.
if (!customElements.get('realtime-chat')) customElements.define('realtime-chat', RealtimeChat);
