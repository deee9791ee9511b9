import type { ChatRoom } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';

/**
 * Says that the site's session has ended, if the chat goes on as a guest's or another person's: the name and the draft are
 * others from one moment to the next.
 */
export function watchIdentity(host: ConversationHost, context: ChatContext): void {
  let relayUrl: string | undefined;
  let me: string | undefined;
  let name: string | undefined;
  // The next person to sign in at this browser must not read the name. A page may leave and enter again in one task.
  const forget = (): void => {
    if (isLeft(context.room)) me = undefined;
  };
  host.addController({
    hostUpdated() {
      const { room, words, composer } = context;
      if (isLeft(room)) setTimeout(forget);
      if (room?.status !== 'online' || room.me === undefined) return;
      const isOther = relayUrl === context.relayUrl && room.me !== me;
      if (isOther && me?.startsWith('user:'))
        context.showNotice(words.text('signedOut', { name: name || words.text('somebody') }));
      ({ relayUrl } = context);
      ({ me } = room);
      name = room.siteName ?? composer.name;
    },
  });
}

function isLeft(room: ChatRoom | undefined): boolean {
  return room?.status === 'refused' || room?.status === 'closed';
}
