import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as real from 'valibot';
import { leanPart } from './support/lean-part.ts';

type Library = Pick<
  typeof real,
  | 'array'
  | 'boolean'
  | 'literal'
  | 'looseObject'
  | 'number'
  | 'object'
  | 'optional'
  | 'picklist'
  | 'safeParse'
  | 'string'
>;

const lean = await leanPart<Library>('valibot.js');

/** One schema of each kind, and one that holds them all. */
function schemasOf(v: Library) {
  const person = v.object({ id: v.string(), username: v.optional(v.string()) });
  return [
    v.string(),
    v.number(),
    v.boolean(),
    v.literal('edit'),
    v.picklist(['delta', 'snapshot']),
    v.array(v.number()),
    v.looseObject({ seq: v.number(), type: v.string() }),
    person,
    v.object({
      ...person.entries,
      mode: v.optional(v.picklist(['delta', 'snapshot'])),
      people: v.array(person),
      on: v.boolean(),
      type: v.literal('edit'),
    }),
  ];
}

/** JSON that is often nearly right, since what is random is never. */
const word = fc.constantFrom('id', 'username', 'mode', 'people', 'on', 'type', 'seq', '__proto__', 'other');
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('edit', 'delta', 'snapshot', 'x', 0, 7, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(word, tie('value')), { maxLength: 7 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
          ) as unknown,
      ),
    fc.record({
      id: fc.string(),
      username: fc.option(fc.string(), { nil: undefined }),
      mode: tie('value'),
      people: tie('value'),
      on: fc.boolean(),
      type: fc.constant('edit'),
    }),
    fc.record({ id: fc.string() }),
  ),
}));

test('a lean schema says of every value what valibot says, and gives the same', () => {
  const pairs = schemasOf(real).map((schema, index) => ({
    schema,
    other: schemasOf(lean)[index] ?? schema,
  }));
  const agreed = new Set<boolean>();
  fc.assert(
    fc.property(json, (value) => {
      for (const { schema, other } of pairs) {
        const wanted = real.safeParse(schema, value);
        const got = lean.safeParse(other, value);
        agreed.add(wanted.success);
        assert.equal(got.success, wanted.success);
        if (wanted.success) assert.deepEqual({ ...(got.output as object) }, { ...(wanted.output as object) });
      }
    }),
    { numRuns: 3000, examples: [[JSON.parse('{"__proto__":{},"type":"edit","seq":0}')]] },
  );
  assert.equal(agreed.size, 2, 'some values are of the shape, and some are not');
});
