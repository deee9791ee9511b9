import * as v from 'valibot';

/** A schema whose values are of type `T`. */
export type Schema<T = unknown> = v.GenericSchema<unknown, T>;
export type Output<S extends v.GenericSchema> = v.InferOutput<S>;

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

/**
 * Parses one value from outside. The reason names the field: `username must not be empty`.
 *
 * @param subject names the whole value in a reason that is about no single field
 */
export function parse<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  subject = 'the request',
): Parsed<Output<S>> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null) return { ok: false, reason: `${subject} must be an object` };
  // For a missing key, valibot's own message does not name the field.
  return {
    ok: false,
    reason: issue.received === 'undefined' ? `${path} is missing` : `${path} ${issue.message}`,
  };
}

/** Parses one frame from the relay. Returns undefined if the frame does not fit the schema. */
export function read<S extends v.GenericSchema>(schema: S, value: unknown): Output<S> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
