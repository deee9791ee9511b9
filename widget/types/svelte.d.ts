import type { HTMLAttributes } from 'svelte/elements';
import type { ChatAttributes, ChatListeners, ChatProperties, RealtimeChat } from './attributes.js';

export * from '../lib/index.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'realtime-chat': HTMLAttributes<RealtimeChat> & ChatAttributes & ChatProperties & ChatListeners<'on'>;
  }
}
