import type { ReactiveControllerHost } from 'lit';
import type { ChatRoom } from '../../client/index.js';
import { ignoreRefusal } from '../../ui/ignore-refusal.js';

export interface PermalinkHost extends ReactiveControllerHost, HTMLElement {
  readonly conversation: { readonly room: ChatRoom | undefined };
  goTo(seq: number): Promise<void>;
}

/** The fragment that each chat has followed last. Another room does not follow it again. */
const followed = new WeakMap<PermalinkHost, string>();

/**
 * Shows the message that the fragment of the page's address names, if it is one of the host's room.
 *
 * @param change the event, if the fragment has just changed
 */
export function followPermalink(host: PermalinkHost, change: Event | undefined): void {
  const name = location.hash.slice('#'.length);
  const [, room = '', seq] = /^chat-(.+)-([1-9]\d*)$/.exec(name) ?? [];
  if (seq === undefined || decoded(room) !== host.conversation.room?.room) return;
  if (!change && followed.get(host) === name) return;
  // An element of the page's own may have that id.
  if (host.ownerDocument.getElementById(name)) return;
  followed.set(host, name);
  host.goTo(Number(seq)).catch(ignoreRefusal);
}

/** An address that somebody has mistyped may have a `%` that encodes nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
