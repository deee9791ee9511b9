import type { Standing } from '@realtime-chat/protocol';
import type { ReactiveControllerHost } from 'lit';
import { type ChatRoom, Moderator } from '../client/index.js';
import type { Conversation } from './conversation.js';

/** Who may not write, or not come in, at the moment: asked for whenever a moderator opens where it matters. */
export class StandingDecrees {
  #host: ReactiveControllerHost;
  #conversation: Conversation;
  #room: ChatRoom | undefined;
  #all: readonly Standing[] = [];

  constructor(host: ReactiveControllerHost, conversation: Conversation) {
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
    this.#conversation.tell(
      new Moderator(room).standing().then((all) => {
        this.#room = room;
        this.#all = all;
        this.#host.requestUpdate();
      }),
    );
  }
}
