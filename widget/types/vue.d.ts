import type { HTMLAttributes, VNodeProps } from 'vue';
import type { ChatAttributes, ChatListenersInCamelCase, ChatProperties } from './attributes.js';

export * from '../lib/index.js';

declare module 'vue' {
  interface GlobalComponents {
    'realtime-chat': new () => {
      $props: VNodeProps &
        Omit<HTMLAttributes, keyof ChatAttributes> &
        ChatAttributes &
        ChatProperties &
        ChatListenersInCamelCase;
    };
  }
}
