import { addEnglish } from '../../i18n/locale-registry.js';
import { enNewMessages } from '../../i18n/locales/en-new-messages.js';
import { emojiSize } from '../../text/emoji-only.js';
import { formatted } from '../../text/formatted.js';
import { mentionsIn } from '../../text/mentions-in.js';
import { plainText } from '../../text/plain-text.js';
import { textFormat } from '../../text/text-format.js';
import { textStyles } from '../../text/text-styles.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { Announcer } from '../../ui/announcer.js';
import { Unread } from './unread.js';

/**
 * The code that loads when the room is entered, beside the connection: it announces new messages, counts the unseen ones, and
 * formats texts.
 */
export class NewMessages {
  readonly announcer: Announcer;
  readonly unread: Unread;

  constructor(
    announcer: ConstructorParameters<typeof Announcer>,
    unread: ConstructorParameters<typeof Unread>,
  ) {
    this.announcer = new Announcer(...announcer);
    this.unread = new Unread(...unread);
    adoptStyles(unread[0], textStyles);
    Object.assign(textFormat, { formatted, plainText, mentionsIn, emojiSize });
    // Renders every chat on the page again, now with these texts and with formatting.
    addEnglish(enNewMessages);
  }
}
