import type { ConversationHost } from '../element/context.js';
import { keyOf } from './message-key.js';

interface Host extends Pick<ConversationHost, 'addController' | 'content' | 'messages'> {
  loadOlder(): Promise<void>;
}

/**
 * Loads older messages while all loaded ones fit into the pane, which cannot be scrolled then: a page of deleted messages is
 * one line.
 */
export function fillPane(host: Host): void {
  /** The key of the oldest message at the last attempt. If that has changed nothing, the next one is the reader's. */
  let tried: string | undefined;
  host.addController({
    hostUpdated() {
      const { content: pane } = host;
      const [oldest] = host.messages;
      if (!oldest || !pane?.clientHeight || pane.scrollHeight > pane.clientHeight) return;
      if (keyOf(oldest) === tried) return;
      tried = keyOf(oldest);
      void host.loadOlder();
    },
  });
}
