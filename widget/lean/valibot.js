/*
 * What the script files have in place of valibot: whether a value is of a shape, and no more. A page never shows why a
 * frame was not, so what makes up valibot's issues and their words would be loaded for nothing.
 */

const mismatch = new Error('mismatch');

/* @__NO_SIDE_EFFECTS__ */
const when = (holds) => (value) => {
  if (!holds(value)) throw mismatch;
  return value;
};

const ofType = (type) => () => when((value) => typeof value === type);

export const string = ofType('string');
export const number = ofType('number');
export const boolean = ofType('boolean');
/* @__NO_SIDE_EFFECTS__ */
export const literal = (expected) => when((value) => value === expected);
/* @__NO_SIDE_EFFECTS__ */
export const picklist = (options) => when((value) => options.includes(value));

/* @__NO_SIDE_EFFECTS__ */
export const optional = (wrapped) =>
  Object.assign((value) => (value === undefined ? value : wrapped(value)), { isOptional: true });

/* @__NO_SIDE_EFFECTS__ */
export const array = (item) => (value) => {
  if (!Array.isArray(value)) throw mismatch;
  return value.map(item);
};

const record = (entries, known) =>
  Object.assign(
    (value) => {
      if (typeof value !== 'object' || value === null) throw mismatch;
      const output = known(value);
      for (const [key, schema] of Object.entries(entries)) {
        if (key in value || !schema.isOptional) output[key] = schema(value[key]);
      }
      return output;
    },
    { entries },
  );

// Drops what it does not know.
/* @__NO_SIDE_EFFECTS__ */
export const object = (entries) => record(entries, () => ({}));
// Keeps what it does not know, but what would stand for a prototype.
/* @__NO_SIDE_EFFECTS__ */
export const looseObject = (entries) => record(entries, ({ __proto__: _, ...others }) => others);

export function safeParse(schema, value) {
  try {
    return { success: true, output: schema(value) };
  } catch (error) {
    if (error !== mismatch) throw error;
    return { success: false };
  }
}
