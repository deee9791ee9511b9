import { limits, noText } from '@realtime-chat/protocol';
import type { Permit } from '../log/log.ts';
import type { Person } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';

/* The permits for changes to messages. The stores do not know these policies: they call the permit at the moment of the change. */

/**
 * People may edit their own messages alone, for a limited time: a message should not read differently a day later.
 *
 * @param text the new one, which may be empty if the message has files
 */
export function mayEdit(person: Person, editWindow: number, text: string): Permit {
  return ({ sender, time, files }) => {
    if (sender !== person.id) throw new Refusal('forbidden', 'target: only its sender may edit a message');
    assertInTime(time, editWindow);
    if (text === '' && !files) throw new Refusal('invalid', `message ${noText}`);
  };
}

/** @param isModerator whether the person may moderate the room */
export function mayDelete(person: Person, isModerator: boolean, editWindow: number): Permit {
  return ({ sender, time }) => {
    if (isModerator) return;
    if (sender !== person.id) {
      throw new Refusal('forbidden', 'target: only its sender or a moderator may delete a message');
    }
    assertInTime(time, editWindow);
  };
}

/**
 * Bounds the kinds of emoji on a message, because every reader of the message gets each kind. A second bound for each
 * person keeps one person from using up all kinds. Removing a reaction is always allowed.
 */
export function mayReact({ emoji, on }: { emoji: string; on: boolean }): Permit {
  return ({ reactions = [] }, gives) => {
    if (!on || gives(emoji)) return;
    const isNew = !reactions.some((each) => each.emoji === emoji);
    if (isNew && reactions.length >= limits.reactions) {
      throw new Refusal('too_many', `emoji: a message has at most ${limits.reactions} kinds of reactions`);
    }
    if (reactions.filter((each) => gives(each.emoji)).length >= limits.reactionsEach) {
      throw new Refusal(
        'too_many',
        `emoji: one person gives a message at most ${limits.reactionsEach} kinds of reactions`,
      );
    }
  };
}

function assertInTime(time: number, editWindow: number): void {
  // After the clock was set back, the age would be negative.
  if (Math.max(0, Date.now() - time) < editWindow) return;
  throw new Refusal('too_late', `target: a message can be changed for ${editWindow / 60_000} minutes`);
}
