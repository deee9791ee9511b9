import { memberSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';

/** What the script publishes when something has changed. */
const changeSchema = v.object({
  /** Counts the changes of the room. */
  number: v.number(),
  from: v.string(),
  /** The nodes that have left, or that were not heard of for too long. */
  gone: v.array(v.string()),
  /** Members of `from` by socket; null: gone. If `isWhole`, there are no others. */
  part: v.nullable(
    v.object({
      isWhole: v.boolean(),
      members: v.array(v.tuple([v.string(), v.nullable(memberSchema)])),
    }),
  ),
});

/** How far a person has read. */
const positionSchema = v.object({ ...memberSchema.entries, seq: v.number() });

/** What a node publishes itself. */
const typingSchema = v.object({ from: v.string(), typing: memberSchema });
const seenSchema = v.object({ from: v.string(), seen: v.array(positionSchema) });

const publicationSchema = v.union([changeSchema, typingSchema, seenSchema]);

export type Change = v.InferOutput<typeof changeSchema>;
export type Part = NonNullable<Change['part']>;
export type Publication = v.InferOutput<typeof publicationSchema>;

/** @returns undefined if it is nothing that a relay has published */
export function parsePublication(text: string): Publication | undefined {
  try {
    const parsed = v.safeParse(publicationSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** A member as the script has stored it; undefined if it is no member. */
export function parseMember(json: string): v.InferOutput<typeof memberSchema> | undefined {
  const parsed = v.safeParse(memberSchema, JSON.parse(json));
  return parsed.success ? parsed.output : undefined;
}
