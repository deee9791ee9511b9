import { defineElement } from './element/define/define-element.js';
import { RealtimeChat } from './element/realtime-chat.js';
import { scriptFolder } from './element/define/script-folder.js';
import { loadLocalesFrom } from './i18n/locale-registry.js';
import { scriptLocaleFiles } from './i18n/script-locale-files.js';

/* The entry of the script files. The relay that serves them is the default relay. */
loadLocalesFrom(scriptLocaleFiles);
defineElement(() => {
  RealtimeChat.defaultRelayUrl = scriptFolder();
});
