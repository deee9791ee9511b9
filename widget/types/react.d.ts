import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ChatAttributes, ChatListeners, ChatProperties, RealtimeChat } from './attributes.js';

export * from '../lib/index.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'realtime-chat': DetailedHTMLProps<HTMLAttributes<RealtimeChat>, RealtimeChat> &
        ChatAttributes &
        ChatProperties &
        ChatListeners<'on'>;
    }
  }
}
