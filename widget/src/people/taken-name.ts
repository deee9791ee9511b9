import type { ChatRoom } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';

/**
 * Says at the name field that the relay has refused the name. The field gets the focus if a message was refused, but not
 * while the next one is being typed: it would become the name.
 */
export function watchTakenNames(host: ConversationHost, context: ChatContext): void {
  let watched: ChatRoom | undefined;
  host.addController({
    hostUpdated() {
      const { room } = context;
      if (room === watched) return;
      watched = room;
      room?.on('error', ({ error, message }) => {
        if (error.code !== 'name_taken' || room !== context.room || !room.choosesName) return;
        room.identity.refusedName = message?.username ?? room.username;
        const field = host.shadowRoot?.querySelector('textarea');
        const isIdle = field === host.shadowRoot?.activeElement && field?.value === '';
        context.composer.showProblem(error.code, message !== undefined && isIdle);
      });
    },
  });
}
