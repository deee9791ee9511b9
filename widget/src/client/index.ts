export { ChatError, type ChatErrorCode } from './chat-error.js';
export { ChatRoom, type ChatRoomEvents, type ChatRoomOptions, type ChatStatus } from './chat-room.js';
export { type Decree, Moderator } from './moderator.js';
export type { ChatMessage, MessageState } from './sync/timeline.js';
