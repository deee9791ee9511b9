import { nameFrom } from '@realtime-chat/protocol';
import type { ChatRoom } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';

/**
 * Says at the name field that the relay has refused the name. The field gets the focus if a message was refused, but not
 * while the next one is being typed: it would become the name.
 */
export function watchTakenNames(host: ConversationHost, context: ChatContext): void {
  let watched: ChatRoom | undefined;
  /** The name whose refusal was shown last. A client that reconnects joins under it again, and is refused again. */
  let shown: string | undefined;
  // A person who chooses the name once more is told once more.
  host.shadowRoot?.addEventListener('input', ({ target }) => {
    if ((target as Element).matches('[part="name"]')) shown = undefined;
  });
  host.addController({
    hostUpdated() {
      const { room } = context;
      if (nameFrom(context.composer.name) !== shown) shown = undefined;
      if (room === watched) return;
      watched = room;
      shown = undefined;
      if (!room) return;
      forgetFreeName(room);
      // A join may have been refused before this code was loaded.
      if (room.choosesName && room.identity.refusedName === nameFrom(context.composer.name)) {
        shown = room.identity.refusedName;
        context.composer.showProblem('name_taken', false);
      }
      room.on('error', ({ error, message }) => {
        if (error.code !== 'name_taken' || room !== context.room || !room.choosesName) return;
        const { identity, username = '' } = room;
        // A join has recorded the name that was refused.
        const refused = message?.username ?? identity.refusedName ?? nameFrom(username);
        // A message may have waited in the outbox under another name than the present one.
        if (refused !== nameFrom(context.composer.name)) return;
        identity.refusedName = refused;
        if (!message && refused === shown) return;
        shown = refused;
        const field = host.shadowRoot?.querySelector('textarea');
        const isIdle = field === host.shadowRoot?.activeElement && field?.value === '';
        context.composer.showProblem(error.code, message !== undefined && isIdle);
      });
    },
  });
}

/** Lets the relay judge a refused name again as soon as somebody else has left or has another name. */
function forgetFreeName(room: ChatRoom): void {
  const othersNow = (): string[] =>
    room.members.filter(({ id }) => id !== room.me).map(({ id, username }) => `${id} ${username}`);
  let others = othersNow();
  room.on('members', () => {
    const previous = others;
    others = othersNow();
    if (previous.some((each) => !others.includes(each))) room.identity.refusedName = undefined;
  });
}
