import type { ActiveRestriction } from '@realtime-chat/protocol';
import type { ReactiveControllerHost } from 'lit';
import { type ChatRoom, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';

/** The mutes and bans that are in force, loaded whenever a moderator opens a part that shows them. */
export class ActiveRestrictions {
  #host: ReactiveControllerHost;
  #context: ChatContext;
  #room: ChatRoom | undefined;
  #all: readonly ActiveRestriction[] = [];
  /** The room of the request that is under way. */
  #loading: ChatRoom | undefined;
  /** Whether to load again after that request, whose answer may be out of date by then. */
  #loadsAgain = false;

  constructor(host: ReactiveControllerHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
  }

  /** The newest first; empty until they are loaded. */
  get all(): readonly ActiveRestriction[] {
    return this.#room === this.#context.room ? this.#all : [];
  }

  has(action: ActiveRestriction['action'], person: string): boolean {
    return this.all.some((restriction) => restriction.action === action && restriction.person === person);
  }

  load(): void {
    const { room } = this.#context;
    if (!room?.isModerator) return;
    this.#loadsAgain = this.#loading === room;
    if (this.#loadsAgain) return;
    this.#loading = room;
    const loaded = new Moderator(room).restrictions().then((all) => {
      // The element may have entered another room meanwhile.
      if (this.#loading !== room) return;
      this.#room = room;
      this.#all = all;
      this.#host.requestUpdate();
    });
    this.#context.reportRefusal(loaded.finally(() => this.#settled(room)));
  }

  #settled(room: ChatRoom): void {
    if (this.#loading !== room) return;
    this.#loading = undefined;
    if (this.#loadsAgain) this.load();
  }
}
