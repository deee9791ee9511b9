/* What loads only once somebody wants an emoji: a script file of its own, `realtime-chat-emoji.js`. */
export { loadEmoji, type Emoji, type EmojiSet } from './emoji-data.js';
export { EmojiPicker, type EmojiPickerOptions } from './emoji-picker.js';
export { completeShortcode, searchEmoji, type Completion } from './emoji-search.js';
export { noteUsed, recentEmoji } from './recent-emoji.js';
