import type { ChatContext, ConversationHost } from '../element/context.js';

/** The maximum number of pages that are loaded in a row for a pane that they do not fill. */
const maxPages = 10;

interface Host extends Pick<ConversationHost, 'addController' | 'content'> {
  readonly conversation: ChatContext;
  loadOlder(): Promise<void>;
}

/**
 * Loads older messages for a reader who cannot scroll to them: while all that is rendered fits into the pane, and while a reader
 * at its beginning sees nothing come. A page of deleted messages is one line.
 */
export function fillPane(host: Host): void {
  /** What was there at the last attempt. If that has changed nothing, the next one is the reader's, or follows a reconnect. */
  let tried: string | undefined;
  let pages = 0;
  host.addController({
    hostUpdated() {
      const { content: pane } = host;
      const { room, scroll } = host.conversation;
      if (!pane?.clientHeight) return;
      const isFull = pane.scrollHeight > pane.clientHeight && (scroll.isAtEnd || pane.scrollTop > 0);
      if (isFull || room?.status !== 'online') {
        tried = undefined;
        pages = 0;
        return;
      }
      const state = `${room.oldest} ${scroll.isAtEnd} ${scroll.isAtBeginning}`;
      if (!room.hasOlder || state === tried || pages === maxPages) return;
      tried = state;
      pages += 1;
      // For a reader who is not at the end, it moves the window, or loads.
      if (scroll.isAtEnd) void host.loadOlder();
      else scroll.onScroll();
    },
  });
}
