export { ChatError, type ChatErrorCode } from './chat-error.js';
export { ChatRoom, type ChatRoomOptions } from './chat-room.js';
export type { ChatRoomEvents } from './chat-room-events.js';
export type { ChatStatus } from './connection/room-status.js';
export type { TokenProvider } from './connection/token-source.js';
export { type ModerationAction, Moderator } from './moderator.js';
export type { ChatMessage, MessageFile, MessageState } from './sync/chat-message.js';
export type { OutgoingFile } from './sync/outgoing-file.js';
