import { limits } from '@realtime-chat/protocol';
import type { Permit } from '../log/log.ts';
import type { Person } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';

/* Who may change what. The stores know nothing of it: they ask at the moment of the change. */

/** Only one's own words, and not for long: what was read should not say something else a day later. */
export function mayEdit(person: Person, editWindow: number): Permit {
  return ({ sender, time }) => {
    if (sender !== person.id) throw new Refusal('forbidden', 'target: only its sender may edit a message');
    assertInTime(time, editWindow);
  };
}

/** @param isKeeper whether they look after the room */
export function mayDelete(person: Person, isKeeper: boolean, editWindow: number): Permit {
  return ({ sender, time }) => {
    if (isKeeper) return;
    if (sender !== person.id) {
      throw new Refusal('forbidden', 'target: only its sender or a moderator may delete a message');
    }
    assertInTime(time, editWindow);
  };
}

/**
 * Each kind of emoji is sent to all who read the message, so there are only so many; and nobody can take all of these
 * alone. Taking back always works.
 */
export function mayReact({ emoji, on }: { emoji: string; on: boolean }): Permit {
  return ({ reactions = [] }, gives) => {
    if (!on || gives(emoji)) return;
    const isNew = !reactions.some((each) => each.emoji === emoji);
    if (isNew && reactions.length >= limits.reactions) {
      throw new Refusal('too_many', `emoji: a message has at most ${limits.reactions} kinds of them`);
    }
    if (reactions.filter((each) => gives(each.emoji)).length >= limits.reactionsEach) {
      throw new Refusal(
        'too_many',
        `emoji: one person gives a message at most ${limits.reactionsEach} kinds`,
      );
    }
  };
}

function assertInTime(time: number, editWindow: number): void {
  // A clock that was set back must not open a window of no length.
  if (Math.max(0, Date.now() - time) < editWindow) return;
  throw new Refusal('too_late', `target: a message can be changed for ${editWindow / 60_000} minutes`);
}
