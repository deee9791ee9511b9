import * as v from 'valibot';

/** A schema whose values are of type `T`. */
export type Schema<T = unknown> = v.GenericSchema<unknown, T>;
export type Output<S extends v.GenericSchema> = v.InferOutput<S>;

/** Checks one frame from the relay: what it holds, or nothing if it is not of that shape. */
export function read<S extends v.GenericSchema>(schema: S, value: unknown): Output<S> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
