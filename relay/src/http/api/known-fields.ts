import * as v from 'valibot';
import { moderateSchema } from '@realtime-chat/protocol';
import { suggestion } from '../../nearest-name.ts';
import { Refusal } from '../../refusal.ts';

/*
 * On the wire, a field that the relay does not know is ignored, since it may come from a later client. A request of the API is
 * written by hand: there it is a mistake. If `secconds` were ignored, a mute for ten minutes would have no end.
 */

/** A schema that names its fields. */
export interface FieldsSchema {
  readonly entries: object;
}

/** The longest name that an error repeats. */
const longest = 64;

/**
 * @param kind what the name is for the caller: a field of the body, or a parameter of the query
 * @throws {Refusal} `invalid`, with the nearest known name, or all of them
 */
export function assertKnown(
  given: Iterable<string>,
  known: readonly string[],
  kind: 'field' | 'parameter',
): void {
  for (const name of given) {
    if (known.includes(name)) continue;
    const all = known.length === 0 ? '' : `; it has ${known.join(', ')}`;
    const hint = suggestion(name, known) || all;
    throw new Refusal('invalid', `${name.slice(0, longest)} is no ${kind} of this request${hint}`);
  }
}

/** The names of the fields of a request, without those that its path gives. */
export function namesIn({ entries }: FieldsSchema, ...fromPath: string[]): string[] {
  return Object.keys(entries).filter((name) => !fromPath.includes(name));
}

/** The fields of a moderation action. Each action has its own: `lock` does not end after `seconds`. */
export function namesInAction(action: unknown): string[] {
  const { options } = moderateSchema;
  const ofAction = options.filter(({ entries }) => v.is(entries.action, action));
  const schemas = ofAction.length > 0 ? ofAction : options;
  return [...new Set(schemas.flatMap((schema) => namesIn(schema, 'room')))];
}
