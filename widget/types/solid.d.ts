import type { JSX } from 'solid-js';
import type { ChatAttributes, ChatListeners, ChatProperties, RealtimeChat } from './attributes.js';

export * from '../lib/index.js';

type Prefixed<Properties> = { [Name in keyof Properties & string as `prop:${Name}`]?: Properties[Name] };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'realtime-chat': HTMLAttributes<RealtimeChat> &
        ChatAttributes &
        Prefixed<ChatProperties> &
        ChatListeners<'on:'>;
    }
  }
}
