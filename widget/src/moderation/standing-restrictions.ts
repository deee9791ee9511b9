import type { Standing } from '@realtime-chat/protocol';
import type { ReactiveControllerHost } from 'lit';
import { type ChatRoom, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';

/** Who may not write, or not come in, at the moment: asked for whenever a moderator opens where it matters. */
export class StandingDecrees {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #room: ChatRoom | undefined;
  #all: readonly Standing[] = [];
  /** The room in which it is being asked. */
  #asking: ChatRoom | undefined;
  /** Whether what is being asked may be something else by now. */
  #asksAgain = false;

  constructor(host: ReactiveControllerHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
  }

  /** The newest first; none before they are known. */
  get all(): readonly Standing[] {
    return this.#room === this.#conversation.room ? this.#all : [];
  }

  has(action: Standing['action'], person: string): boolean {
    return this.all.some((decree) => decree.action === action && decree.person === person);
  }

  look(): void {
    const { room } = this.#conversation;
    if (!room?.isModerator) return;
    this.#asksAgain = this.#asking === room;
    if (this.#asksAgain) return;
    this.#asking = room;
    const known = new Moderator(room).standing().then((all) => {
      // Meanwhile it may be another room.
      if (this.#asking !== room) return;
      this.#room = room;
      this.#all = all;
      this.#host.requestUpdate();
    });
    this.#conversation.tell(known.finally(() => this.#asked(room)));
  }

  #asked(room: ChatRoom): void {
    if (this.#asking !== room) return;
    this.#asking = undefined;
    if (this.#asksAgain) this.look();
  }
}
