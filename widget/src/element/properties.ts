import { defaultRoom } from '@realtime-chat/protocol';
import { LitElement } from 'lit';
import type { TokenProvider } from '../client/index.js';
import type { Strings } from '../i18n/words.js';

/**
 * Live group chat for any page. This class declares the attributes and properties, and documents the whole contract of
 * the element, which is `RealtimeChat`.
 *
 * @fires chat-status - The status of the connection changed.
 * @fires chat-message - A message arrived live, from anybody.
 * @fires chat-send - A message is about to be sent. `preventDefault()` cancels it.
 * @fires chat-edit - A changed text is about to be sent. `preventDefault()` cancels it.
 * @fires chat-delete - A message is about to be deleted. `preventDefault()` cancels it.
 * @fires chat-react - An emoji is about to be added to a message, or removed. `preventDefault()` cancels it.
 * @fires chat-report - A message is about to be reported. `preventDefault()` cancels it.
 * @fires chat-sent - The reader's own message is stored.
 * @fires chat-error - Something failed. `no_token`: the `tokenProvider` failed.
 * @fires chat-sign-in - A person wants to sign in, by the button that is shown if the token is missing or has expired. Without `preventDefault()`, the chat's own button connects again. `reason` is `missing` or `expired`, and undefined if a hook (docs/people.md#hooks) refused.
 * @fires chat-unread - The number of unseen messages changed.
 * @fires chat-mention - A message arrived live that mentions the reader.
 * @fires chat-members - People entered or left the room.
 * @fires chat-open - The launcher's panel was opened or closed, by a person or by the page.
 *
 * @csspart launcher - The floating button that opens the panel, if `layout` is `launcher`.
 * @csspart badge - The number of unseen messages on that button.
 * @csspart panel - The chat itself: opened by the button, or in its place on the page.
 * @csspart header - The bar at the top.
 * @csspart close - The button in the header that closes the panel.
 * @csspart status - The status of the connection, in the header; for screen readers alone while it is online.
 * @csspart members - The number of people in the room, with a few faces, in the header: a button that shows the list.
 * @csspart shield - The button in the header that tells moderators how much waits for them, and opens their panel.
 * @csspart controls - The button in a header of less than 20rem, which lists its other controls.
 * @csspart people - The list of people in the room.
 * @csspart bell - The switch for desktop notifications, in the header.
 * @csspart sound - The switch for the sound, in the header.
 * @csspart content - The pane of messages.
 * @csspart greeting - The relay's words of welcome, above the oldest message.
 * @csspart empty - The text of a room without messages.
 * @csspart skeleton - The outlines that stand there while messages load.
 * @csspart progress - The line that moves while older messages load.
 * @csspart message - One message.
 * @csspart avatar - The initials or the picture of a message's author, and of the reader beside the text field.
 * @csspart byline - A message's author and time: above others' text, below the reader's own.
 * @csspart author - A message's author.
 * @csspart verified - The mark of a name that the site has confirmed.
 * @csspart time - When a message was stored.
 * @csspart more - The button below a message of more than twelve lines, which shows the rest of it.
 * @csspart copy - The button of a code block, which copies it.
 * @csspart edited - The mark of a message whose text was changed.
 * @csspart quote - The message that this one answers.
 * @csspart text - A message's text.
 * @csspart files - The pictures and other files of a message, above its text.
 * @csspart picture - The button with a picture, which shows it large; its frame has the size of the picture before it is loaded.
 * @csspart video - The player of a video.
 * @csspart audio - The player of a sound, in its card.
 * @csspart file - The card of a file: its icon, name and size.
 * @csspart lightbox - The dialog that shows a picture large.
 * @csspart mention - A name that is mentioned.
 * @csspart reactions - All reactions of a message.
 * @csspart reaction - One emoji with its count.
 * @csspart state - How far a message is on its way, or why it was not sent, and the ways to deal with it.
 * @csspart seen - The people who have seen the reader's last message.
 * @csspart toolbar - The quick actions of a message, beside its bubble.
 * @csspart actions - The button in it that opens the menu of the message.
 * @csspart menu - The menu of a message.
 * @csspart picker - The emoji picker.
 * @csspart divider - The name of a day, which stays in view while its messages are scrolled; the lines before new messages and at the beginning.
 * @csspart latest - The button that leads to the first new message, and then to the newest one.
 * @csspart skipped - The button that leads back up to new messages that the reader has jumped over.
 * @csspart typing - The sentence about who is typing. Readers of older messages see it; at the end of the list stand dots and names.
 * @csspart banner - The strip below the header that says what is wrong.
 * @csspart sign-in - The button for signing in, in the banner and in the row in place of the fields.
 * @csspart composer - The area at the bottom: the fields with their buttons.
 * @csspart barrier - The row in place of the fields while the person cannot write: in a locked room, muted, banned, not signed in.
 * @csspart problem - The error of the name or the text.
 * @csspart slow - The sentence about slow mode, above the field.
 * @csspart context - The message that is being answered or edited, above the field.
 * @csspart completion - The names or emoji that complete the text being typed.
 * @csspart left - The number of characters left.
 * @csspart moderation - The panel of moderators.
 * @csspart queue - The items that wait for moderators.
 * @csspart name - The name field; hidden while there is a name that is not being changed.
 * @csspart rename - The reader's avatar beside the text field, a button that brings the name field back.
 * @csspart field - The text field.
 * @csspart attach - The button that chooses files for the message, where files can be sent.
 * @csspart attachments - The files that are chosen for the message, above its text.
 * @csspart attachment - One of them. `data-state` is `uploading`, `ready` or `failed`.
 * @csspart alt - The field for the alternative text of a picture among them.
 * @csspart upload - The progress of its upload.
 * @csspart remove - The button that removes it, and ends its upload.
 * @csspart retry - The button that uploads it once more, after that has failed.
 * @csspart cancel - The button of a message whose files are being uploaded, which takes it back.
 * @csspart emoji - The button that opens the emoji picker for the text.
 * @csspart send - The send button.
 * @csspart own - Beside `message`, `text`, `mention` and `reaction`: it is the reader's own.
 * @csspart relay - Beside `message`: the relay's own words.
 * @csspart unseen - Beside `divider`: the line before new messages.
 *
 * @slot header - Replaces the heading.
 * @slot empty - Replaces the text of a room without messages.
 * @slot sign-in - Replaces the button for signing in.
 * @slot composer-start - Before the text field.
 * @slot composer-end - Between the text field and the button.
 * @slot footer - Below everything.
 *
 * @cssproperty [--chat-accent=a blue] - The reader's own messages, buttons, links in the chat, the focus ring.
 * @cssproperty [--chat-surface=white, or nearly black] - The background.
 * @cssproperty [--chat-text=nearly black, or nearly white] - Text.
 * @cssproperty [--chat-on-accent=black or white] - Text on the accent.
 * @cssproperty [--chat-own=the page's accent, or a blue that is darker in the dark] - The background of the reader's own messages, the send button and the launcher.
 * @cssproperty [--chat-on-own=--chat-on-accent, or black or white] - Text on that background.
 * @cssproperty [--chat-raised=mixed of text and surface] - The background of others' messages.
 * @cssproperty [--chat-muted=mixed of text and surface] - Times and other secondary text.
 * @cssproperty [--chat-border=mixed of text and surface] - Lines.
 * @cssproperty [--chat-danger=a red] - Errors.
 * @cssproperty [--chat-font=system-ui] - Font family.
 * @cssproperty [--chat-font-size=1rem, at least 16px] - Font size; all other sizes are fractions of it.
 * @cssproperty [--chat-space=1rem, at least 16px] - The margins; all other distances are fractions of it.
 * @cssproperty [--chat-radius=12px for the frame, 18px for messages, 22px for the text field, 10px for buttons] - All corners.
 * @cssproperty [--chat-shadow=a soft one] - The shadow of layers above the rest.
 * @cssproperty [--chat-launcher-inset=20px] - The distance of a launcher from the edges of the window.
 *
 * @attr lang - The language (docs/languages.md): that of the nearest ancestor that has one.
 * @attr dir - The direction of the text. A right-to-left language sets it, if the page does not.
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

  /**
   * The address of the relay. A path in it is the relay's mount path. Without it: the folder that the script came from
   * (docs/embedding.md#where-the-relay-is); with the npm package, the origin of the page.
   */
  declare relayUrl: string | undefined;
  /** The room. A change leaves one room and joins the other. */
  declare room: string;
  /**
   * Prefills the name field of a guest. A name that a guest types there is remembered. A person whom the site names has no
   * name field (docs/people.md#ids-and-names).
   */
  declare username: string;
  /** Tells the relay who the person is (docs/people.md). A new value makes the chat connect again. */
  declare token: string | undefined;
  /**
   * Fetches a token (docs/people.md#tokens) if there is none, whenever a token has expired, and after `disconnect()`. It
   * gets `{ signal }`, which is aborted after 15 seconds. If it throws, it is called again after growing pauses.
   */
  declare tokenProvider: TokenProvider | undefined;
  /** The title in the header; if it is empty, the word for “Chat” in the reader's language. */
  declare heading: string;
  /** Words that replace the chat's own, as `{ send: 'Ask' }` (docs/languages.md). */
  declare strings: Strings | undefined;
  /** Shows messages without a composer. `send()` still works. */
  declare readonly: boolean;
  /**
   * Shows the others how far the reader has read, and shows the reader who has seen their last message (in rooms of up to
   * 20 people).
   */
  declare receipts: boolean;
  /**
   * `inline`: the chat is where the element is, as without the attribute. `launcher`: a floating button with an unread
   * badge opens the chat as a panel, which covers the page on a phone (docs/launcher.md).
   */
  declare layout: string | undefined;
  /** Whether the launcher's panel is open. The element sets it, too. */
  declare open: boolean;
  /**
   * A launcher joins the room at once, and so counts unread messages. Without it, the launcher joins when it is first
   * opened. Until then it requests only its script and, if its button is not in English, the file of its language.
   */
  declare eager: boolean;
  /** Plays a short sound for each new message that the reader does not see. */
  declare sound: boolean;
  /**
   * Announces messages that the reader does not see in the page's title, at the app's icon and by the system's
   * notifications: `title`, `badge` and `desktop`, separated by spaces. If the value names none of these, all are used.
   * With `mentions`, sounds and desktop notifications are for mentions only (docs/notifications.md).
   */
  declare notifications: string | null | undefined;
  /** `light` or `dark`. Without it, the chat has the color scheme of the page. */
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
