import { parse } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Progress } from './store-end.ts';

const progressSchema = v.object({
  epoch: v.string(),
  room: v.string(),
  seq: v.number(),
  isVerified: v.boolean(),
});

/** @throws {Error} if it is a note of another version */
export function parseProgress(note: unknown): Progress | undefined {
  if (typeof note !== 'string') return undefined;
  const parsed = parse(progressSchema, JSON.parse(note));
  if (parsed.ok) return parsed.value;
  throw new Error('another version of the relay has begun a migration into it: finish it with that one');
}
