import type { EntriesFrame, Joined, Position, TutorialMessage } from '@realtime-chat/protocol';
import type { Emit } from './chat-room-events.js';
import type { Connection } from './connection/connection.js';
import type { SessionHost } from './connection/session-host.js';
import type { RoomParts } from './room-view.js';
import { type ChatMessage, serverMessage } from './sync/chat-message.js';
import type { SyncHost } from './sync/room-sync.js';

/** Passes on whatever the relay sends, and whatever one part of a room has to tell the others. */
export class RoomUpdates implements SessionHost, SyncHost {
  #parts: () => RoomParts;
  #emit: Emit;

  /** @param parts is called only after all parts have been created. */
  constructor(parts: () => RoomParts, emit: Emit) {
    this.#parts = parts;
    this.#emit = emit;
  }

  get position(): Position | undefined {
    return this.#parts().timeline.position;
  }

  attach(connection: Connection): void {
    const { session, timeline, sync, people, restrictions, delivery } = this.#parts();
    connection.on('entries', (frame) => {
      people.addAuthors(frame.authors);
      sync.receive(frame);
    });
    connection.on('head', (frame) => {
      sync.checkHead(frame);
      void delivery.outbox.adopt();
    });
    connection.on('members', (members) => {
      const me = members.members.find(({ id }) => id === timeline.me);
      // A renewed token may hold another name of the same person.
      if (me?.verified) session.identity.siteName = me.username;
      people.setMembers(members);
      // Only a relay sends members, so this server is a relay whose answer to the join came too late.
      if (!session.keepsHistory) void session.join();
    });
    connection.on('typing', ({ member }) => {
      if (member.id !== timeline.me) people.startTyping(member);
    });
    connection.on('seen', ({ seen }) => {
      people.seen = seen;
      this.#emit('change', undefined);
    });
    connection.on('queue', ({ count }) => {
      restrictions.queueCount = count;
      this.#emit('queue', count);
      this.#emit('change', undefined);
    });
    connection.on('rights', () => session.rejoin());
    connection.on('message', (message) => {
      // A relay sends no such event to a client that speaks its protocol, so this is another server.
      if (!timeline.position) this.#receiveUnlogged(message);
    });
  }

  joining(isJoining: boolean): void {
    this.#parts().sync.joining(isJoining);
  }

  joined(answer: Joined): void {
    const { clock, timeline, sync, people, restrictions } = this.#parts();
    // An earlier release of the relay does not tell its time.
    if (answer.time !== undefined) timeline.movePending(clock.set(answer.time));
    timeline.me = answer.me.id;
    restrictions.reset(answer);
    people.addAuthors(answer.authors);
    sync.catchUp(answer);
    people.setMembers(answer);
  }

  identified(): void {
    this.#parts().delivery.identified();
    this.#emit('change', undefined);
  }

  online(): void {
    this.#parts().delivery.outbox.resume();
  }

  offline(): void {
    this.#parts().people.reset();
    this.#parts().delivery.outbox.pause();
  }

  applied(added: readonly ChatMessage[], entries: EntriesFrame['entries']): void {
    const { session, timeline, people, restrictions, delivery } = this.#parts();
    for (const message of added) {
      people.stopTyping(message.sender);
      if (message.own) delivery.confirm(message);
      // A message that was deleted in the same batch is no news.
      if (!message.deleted) this.#emit('message', message);
    }
    for (const entry of entries) if (restrictions.apply(entry, timeline.me)) session.rejoin();
    if (entries.length > 0) this.#emit('change', undefined);
  }

  reset(): void {
    this.#parts().people.reset();
    this.#parts().delivery.confirmLoaded();
  }

  missing(): void {
    void this.#parts().session.join();
  }

  /** A message of a server that knows only the classic tutorial, and never answers a join. */
  #receiveUnlogged(received: TutorialMessage): void {
    const { clock, session, timeline, delivery } = this.#parts();
    if (!session.isOnline) session.joinWithoutHistory();
    const id = delivery.receiveEcho(received);
    const { message, username } = received;
    const shown = {
      ...serverMessage(message, clock.now),
      ...(id && { id, own: true }),
      ...(username && { username }),
    };
    timeline.addUnlogged(shown);
    this.#emit('message', shown);
    this.#emit('change', undefined);
  }
}
