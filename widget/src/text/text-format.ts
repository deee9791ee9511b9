import type { emojiSize } from './emoji-only.js';
import type { formatted } from './formatted.js';
import type { mentionsIn } from './mentions-in.js';

/** What the parts of the chat do with the text of a message, and how they write the size of a file. */
interface TextFormat {
  formatted: (...args: Parameters<typeof formatted>) => unknown;
  mentionsIn: typeof mentionsIn;
  emojiSize: typeof emojiSize;
  fileSize: (bytes: number, language: string) => string;
}

/**
 * The code for the formatting of texts loads when the room is entered (`timeline/unseen/new-messages.ts`), and is there before
 * most relays have answered. Until then, texts are shown as they were typed, and mention nobody. What uses it goes through
 * here: a direct import would put it into the first load.
 */
export const textFormat: TextFormat = {
  formatted: String,
  mentionsIn: () => [],
  emojiSize: () => undefined,
  fileSize: String,
};
