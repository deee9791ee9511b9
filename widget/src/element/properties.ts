import { defaultRoom } from '@realtime-chat/protocol';
import { LitElement } from 'lit';
import type { TokenProvider } from '../client/index.js';
import type { Strings } from '../i18n/words.js';

/**
 * Live group chat for any page. This class declares the attributes and properties, and documents the whole contract of
 * the element, which is `RealtimeChat`.
 *
 * @fires chat-status - The connection's status changed.
 * @fires chat-message - A message arrived live, from any sender.
 * @fires chat-send - A message is about to be sent; `preventDefault()` cancels it.
 * @fires chat-edit - The text of a message is about to be changed; `preventDefault()` cancels it.
 * @fires chat-delete - A message is about to be deleted; `preventDefault()` cancels it.
 * @fires chat-react - An emoji is about to be added to a message, or removed; `preventDefault()` cancels it.
 * @fires chat-report - A message is about to be reported; `preventDefault()` cancels it.
 * @fires chat-sent - The relay has stored a message of the reader's own.
 * @fires chat-error - An operation failed.
 * @fires chat-sign-in - A person wants to sign in. Without `preventDefault()`, the chat's own button connects again.
 * @fires chat-unread - The number of unseen messages changed.
 * @fires chat-mention - A message that mentions the reader arrived live.
 * @fires chat-members - The people in the room changed.
 * @fires chat-open - The launcher's panel was opened or closed.
 *
 * @csspart launcher - The floating button that opens the panel, where `layout` is `launcher`.
 * @csspart badge - The number of unseen messages, on that button.
 * @csspart panel - The chat itself: the panel that the button opens, or the whole element without a launcher.
 * @csspart header - The bar on top.
 * @csspart status - The connection's status, in the header; for screen readers alone while it is online.
 * @csspart members - The button in the header with a few faces and the number of people; it opens the list of people.
 * @csspart shield - The button in the header that tells moderators how much waits for them; it opens their panel.
 * @csspart controls - The button of a narrow header that shows the other controls: people, sound, notifications, what waits for moderators.
 * @csspart people - The list of the people in the room.
 * @csspart close - The button in the header that closes the panel.
 * @csspart bell - The switch of desktop notifications, in the header.
 * @csspart sound - The switch of the sound, in the header.
 * @csspart content - The pane of messages.
 * @csspart greeting - The relay's words of welcome, above the oldest message.
 * @csspart empty - The placeholder of a room without messages.
 * @csspart skeleton - The outlines that are shown while messages load.
 * @csspart progress - The animated line while older messages load.
 * @csspart message - One message; also `own` for the reader's own, and `relay` for one written by the relay.
 * @csspart avatar - The initials of a message's author, and of the reader beside the text field.
 * @csspart byline - A message's author and time: above others' text, below the reader's own.
 * @csspart author - A message's author.
 * @csspart verified - The mark beside a name that the site has verified.
 * @csspart time - When a message was stored.
 * @csspart text - A message's text; also `own` for the reader's own.
 * @csspart more - The button below a long message that shows the rest of it.
 * @csspart copy - The button of a code block that copies it.
 * @csspart edited - The mark of a message whose text was changed.
 * @csspart quote - The quoted message, above a reply.
 * @csspart state - The delivery state of a message, or why it failed and the actions for it.
 * @csspart reactions - All reactions to a message.
 * @csspart reaction - One reaction emoji with its count; also `own` if the reader gave it.
 * @csspart mention - A mentioned name; also `own` if it is the reader's.
 * @csspart toolbar - The quick actions of a message, beside its bubble.
 * @csspart actions - The button in it that opens the menu of the message.
 * @csspart menu - The menu of a message.
 * @csspart picker - The emoji picker.
 * @csspart seen - The readers who have seen the reader's own last message.
 * @csspart typing - The typing indicator.
 * @csspart divider - The name of a day, which stays in view while its messages are scrolled; the lines at the beginning and before new messages, there also `unseen`.
 * @csspart latest - The button that scrolls to the first new message, and then to the newest one.
 * @csspart skipped - The button that leads back up to new messages that the reader has jumped over.
 * @csspart banner - The strip below the header with the sentence about a problem of the connection or the room.
 * @csspart sign-in - The button for signing in: in the banner, and in the row in place of the fields.
 * @csspart composer - The area at the bottom: name field, text field and buttons.
 * @csspart barrier - The row in place of the fields while the person cannot write.
 * @csspart problem - The validation error of the name or the text.
 * @csspart slow - The sentence about slow mode, above the field.
 * @csspart context - The message that is being answered or edited, above the field.
 * @csspart left - The character counter.
 * @csspart moderation - The panel of moderators, with the review queue, the room and its restrictions.
 * @csspart queue - The review queue in that panel.
 * @csspart completion - The suggested names or emoji for what is being typed.
 * @csspart name - The name field; hidden while there is a name that is not being changed.
 * @csspart rename - The reader's avatar beside the text field: a button that brings the name field back.
 * @csspart field - The text field.
 * @csspart emoji - The button that opens the emoji picker for the text.
 * @csspart send - The send button.
 *
 * @slot header - Replaces the heading.
 * @slot empty - Replaces the text of a room without messages.
 * @slot composer-start - Before the text field.
 * @slot composer-end - Between the text field and the button.
 * @slot sign-in - Replaces the button that is shown if the person's token is missing or has expired.
 * @slot footer - Below everything else.
 *
 * @cssproperty --chat-accent - Own messages, the button, the focus ring.
 * @cssproperty --chat-own - Background of the reader's own messages and of buttons; the accent, if the page sets one.
 * @cssproperty --chat-on-own - Text on that background.
 * @cssproperty --chat-surface - Background.
 * @cssproperty --chat-text - Text. All further colours follow from these three.
 * @cssproperty --chat-on-accent - Text on the accent.
 * @cssproperty --chat-raised - Background of others' messages.
 * @cssproperty --chat-muted - Secondary text.
 * @cssproperty --chat-border - Lines.
 * @cssproperty --chat-danger - Errors.
 * @cssproperty --chat-font - Font family.
 * @cssproperty --chat-font-size - Base font size; all others are relative to it.
 * @cssproperty --chat-space - Base spacing; all other distances are relative to it.
 * @cssproperty --chat-radius - Corners.
 * @cssproperty --chat-shadow - The shadow of everything that floats above the chat.
 * @cssproperty --chat-launcher-inset - How far the launcher is from the edges of the window.
 */
export class ChatProperties extends LitElement {
  // Static properties instead of decorators, whose helpers alone would add half a kilobyte to every page's load.
  static override properties = {
    relayUrl: { attribute: 'relay-url' },
    room: {},
    username: {},
    token: {},
    tokenProvider: { attribute: false },
    heading: {},
    strings: { attribute: false },
    readonly: { type: Boolean },
    receipts: { type: Boolean },
    open: { type: Boolean, reflect: true },
    eager: { type: Boolean },
    sound: { type: Boolean },
    notifications: {},
    // Reflected, because the style sheets select by these attributes.
    layout: { reflect: true },
    colorScheme: { attribute: 'color-scheme', reflect: true },
  };

  /** The relay's URL. A path in it is the relay's mount path. */
  declare relayUrl: string | undefined;
  /** The room's id. A new value leaves the old room and joins the new one. */
  declare room: string;
  /** Prefills the name field. */
  declare username: string;
  /** Identity token, passed to the relay. */
  declare token: string | undefined;
  /** Fetches a token when there is none, and whenever the current one has expired. Its signal is aborted after 15 seconds. */
  declare tokenProvider: TokenProvider | undefined;
  /** Title in the header. */
  declare heading: string;
  /** Texts of the page's own that replace those of the language. */
  declare strings: Strings | undefined;
  /** Shows messages without the composer. */
  declare readonly: boolean;
  /** Sends read receipts, and shows the readers who have seen the reader's own last message. */
  declare receipts: boolean;
  /** `launcher` for a floating button that opens a panel; otherwise the chat is shown in place. */
  declare layout: string | undefined;
  /** Whether the launcher's panel is open. */
  declare open: boolean;
  /** Lets a launcher enter the room before it is opened for the first time. */
  declare eager: boolean;
  /** Plays a sound when a message arrives that the reader does not see. */
  declare sound: boolean;
  /**
   * How such a message is announced outside of the chat: `title`, `badge` and `desktop`, separated by spaces. If none of
   * these is named, all are used. With `mentions`, sounds and desktop notifications are for mentions only.
   */
  declare notifications: string | null | undefined;
  /** `light` or `dark`; otherwise the page's own. */
  declare colorScheme: string | undefined;

  constructor() {
    super();
    this.room = defaultRoom;
    this.username = '';
    this.heading = '';
    this.readonly = false;
    this.receipts = false;
    this.sound = false;
    this.open = false;
    this.eager = false;
  }
}
