/* The public side of the emoji picker and search, which are part of the code that loads on demand. */
export { loadEmoji, type Emoji, type EmojiSet } from './emoji-data.js';
export { EmojiPicker, type EmojiPickerOptions } from './picker/emoji-picker.js';
export { completeShortcode, searchEmoji, type Completion } from './emoji-search.js';
export { addRecentEmoji, recentEmoji } from './recent-emoji.js';
