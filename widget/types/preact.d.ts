import type { HTMLAttributes } from 'preact';
import type { ChatAttributes, ChatListeners, ChatProperties, RealtimeChat } from './attributes.js';

export * from '../lib/index.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'realtime-chat': HTMLAttributes<RealtimeChat> & ChatAttributes & ChatProperties & ChatListeners<'on'>;
    }
  }
}
