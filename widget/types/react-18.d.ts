import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ChatAttributes, RealtimeChat } from './attributes.js';

export * from '../lib/index.js';

// React 18 sets attributes alone. Properties and events need a ref.
declare global {
  namespace JSX {
    interface IntrinsicElements {
      'realtime-chat': DetailedHTMLProps<HTMLAttributes<RealtimeChat>, RealtimeChat> & ChatAttributes;
    }
  }
}
