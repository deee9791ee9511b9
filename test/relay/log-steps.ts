// What people do in a room, by chance, for properties of the stores.
import fc from 'fast-check';
import type { Draft, Target } from '../../relay/src/log/entry-types.ts';
import type { Permit } from '../../relay/src/log/log.ts';
import { Refusal } from '../../relay/src/refusal.ts';

/** One thing that somebody does; `at` is a place in the log, at which there may be no message. */
const steps = fc.record({
  type: fc.constantFrom(
    'message',
    'message',
    'answer',
    'edit',
    'edit',
    'delete',
    'react',
    'react',
    'react',
    'again',
    'erase',
  ),
  sender: fc.constantFrom('ann', 'bob', 'cat'),
  at: fc.integer({ min: 0, max: 9 }),
  text: fc.constantFrom('one', 'two', 'three'),
  emoji: fc.constantFrom('👍', '🎉', '❤️'),
  on: fc.boolean(),
});
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Those of one list arrive together. */
export const scripts = fc.array(fc.array(steps, { maxLength: 5, size: 'max' }), {
  maxLength: 12,
  size: 'max',
});

function draftOf({ type, sender, text, emoji, on, at }: Step, id: string, target: Target): Draft {
  switch (type) {
    case 'answer':
      return { type: 'message', id, sender, username: sender, message: text, reply: target };
    case 'edit':
      return { type, id, sender, target, message: text };
    case 'delete':
      return { type, id, sender, target };
    case 'erase':
      return { type, id, sender: 'relay', person: sender };
    case 'react':
      return { type, id, sender, ...(at % 2 === 0 && { username: sender }), target, emoji, on };
    default:
      return { type: 'message', id, sender, username: sender, message: text };
  }
}

/** Turns steps into drafts, which are about what is in the log by then. */
export class Drafts {
  all: Draft[] = [];

  /** @param ids of what is in the log, from seq 1 on */
  batch(steps: readonly Step[], ids: readonly string[]): Draft[] {
    const places = [...ids];
    return steps.map((step) => {
      const known = step.type === 'again' ? this.all[step.at % Math.max(1, this.all.length)] : undefined;
      const id = `id ${this.all.length}`;
      const draft = known ?? draftOf(step, id, { seq: step.at, id: places[step.at - 1] ?? 'nothing' });
      this.all.push(draft);
      // If nothing before it in the batch is refused.
      places.push(draft.id);
      return draft;
    });
  }
}

/** As the relay has it: people edit only their own messages. */
export function permitFor({ type, sender }: Draft): Permit | undefined {
  if (type !== 'edit') return undefined;
  return (original) => {
    if (original.sender !== sender) throw new Refusal('forbidden', 'this is the message of somebody else');
  };
}
