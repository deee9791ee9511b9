import type { Member } from '@realtime-chat/protocol';
import type { ReactiveControllerHost } from 'lit';
import { type ModerationAction, Moderator } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { ActiveRestrictions } from './active-restrictions.js';

/** How long the menu mutes somebody, in seconds. */
const muteSeconds = 600;

/** A button that applies a moderation action. */
export interface ModerationButton {
  label: string;
  /** Replaces the label on the first click, for an action that has to be confirmed. */
  question?: string;
  action: ModerationAction;
}

/** The moderation actions on one person, for the menu of a message and for the list of people. */
export class ModerationActions {
  readonly restrictions: ActiveRestrictions;
  #context: ChatContext;

  constructor(host: ReactiveControllerHost, context: ChatContext) {
    this.#context = context;
    this.restrictions = new ActiveRestrictions(host, context);
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
    const confirmed = (action: ModerationAction & { action: 'mute' | 'ban' | 'clear' }): ModerationButton => {
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

  /** @param label the label of its button, which the outcome is told with */
  apply(action: ModerationAction, label: string): void {
    const { room } = this.#context;
    if (!room) return;
    const applied = new Moderator(room).apply(action).then(() => {
      this.#context.announce(this.#context.words.text('done', { act: label }));
      this.restrictions.load();
    });
    this.#context.reportRefusal(applied);
  }
}
