import * as v from 'valibot';

/** A schema whose values are of type `T`. */
export type Schema<T = unknown> = v.GenericSchema<unknown, T>;
export type Output<S extends v.GenericSchema> = v.InferOutput<S>;

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Checks one value from outside. The reason names the field: `username must not be empty`. */
export function parse<S extends v.GenericSchema>(schema: S, value: unknown): Parsed<Output<S>> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null) return { ok: false, reason: 'the request must be an object' };
  // A key that is missing has the schema's own words, which do not read as a sentence about the field.
  return {
    ok: false,
    reason: issue.received === 'undefined' ? `${path} is missing` : `${path} ${issue.message}`,
  };
}

/** Checks one frame from the relay: what it holds, or nothing if it is not of that shape. */
export function read<S extends v.GenericSchema>(schema: S, value: unknown): Output<S> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
