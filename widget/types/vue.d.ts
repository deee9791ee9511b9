import type { EmitFn, HTMLAttributes } from 'vue';
import type { ChatEventMap } from '../lib/index.js';
import type { ChatAttributes, ChatListenersInCamelCase, ChatProperties } from './attributes.js';

export * from '../lib/index.js';

declare module 'vue' {
  interface GlobalComponents {
    'realtime-chat': new () => {
      $props: Omit<HTMLAttributes, keyof ChatAttributes> &
        ChatAttributes &
        ChatProperties &
        ChatListenersInCamelCase;
      /** Gives the listeners in templates their types. Those in JSX are properties. */
      $emit: EmitFn<{ [Name in keyof ChatEventMap]: (event: ChatEventMap[Name]) => void }>;
    };
  }
}
