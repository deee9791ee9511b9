import type { Member } from '@realtime-chat/protocol';
import type { ReactiveControllerHost } from 'lit';
import { type Decree, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { StandingRestrictions } from './standing-restrictions.js';

/** How long the menu mutes somebody, in seconds. */
const muteSeconds = 600;

/** A button that applies a moderation action. */
export interface ModerationButton {
  label: string;
  /** Replaces the label on the first click, for an action that has to be confirmed. */
  question?: string;
  action: Decree;
}

/** The moderation actions on one person, for the menu of a message and for the list of people. */
export class ModerationActions {
  readonly restrictions: StandingRestrictions;
  #context: ChatContext;

  constructor(host: ReactiveControllerHost, context: ChatContext) {
    this.#context = context;
    this.restrictions = new StandingRestrictions(host, context);
  }

  /** The actions that the reader may take on a person; empty for everybody but moderators. */
  actionsOn({ id: person, username: name }: Member): ModerationButton[] {
    const { room, words, isReadonly } = this.#context;
    // Messages of the relay itself have no author who could be moderated.
    if (person === room?.me || isReadonly || !room?.isModerator || name === undefined) return [];
    const lift = (action: 'unmute' | 'unban'): ModerationButton => ({
      label: words.text(action, { name }),
      action: { action, person },
    });
    const confirmed = (action: Decree & { action: 'mute' | 'ban' | 'clear' }): ModerationButton => {
      const label = words.text(action.action, { name });
      return { label, question: words.text('sure', { act: label }), action };
    };
    return [
      this.restrictions.has('mute', person)
        ? lift('unmute')
        : confirmed({ action: 'mute', person, seconds: muteSeconds }),
      this.restrictions.has('ban', person) ? lift('unban') : confirmed({ action: 'ban', person }),
      confirmed({ action: 'clear', person }),
    ];
  }

  apply(action: Decree): void {
    const { room } = this.#context;
    if (!room) return;
    this.#context.reportRefusal(new Moderator(room).decree(action).then(() => this.restrictions.load()));
  }
}
