import { addEnglish } from '../../i18n/locale-registry.js';
import { enNewMessages } from '../../i18n/locales/en-new-messages.js';
import { Announcer } from '../../ui/announcer.js';
import { Unread } from './unread.js';

/** The code that loads when the room is entered, beside the connection: it announces new messages and counts the unseen ones. */
export class NewMessages {
  readonly announcer: Announcer;
  readonly unread: Unread;

  constructor(
    announcer: ConstructorParameters<typeof Announcer>,
    unread: ConstructorParameters<typeof Unread>,
  ) {
    this.announcer = new Announcer(...announcer);
    this.unread = new Unread(...unread);
    // Renders every chat on the page again, now with these texts.
    addEnglish(enNewMessages);
  }
}
