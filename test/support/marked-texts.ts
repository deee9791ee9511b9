import * as fc from 'fast-check';

const marks = [
  '*',
  '**',
  '***',
  '_',
  '__',
  '~',
  '~~',
  '`',
  '``',
  '```',
  '\\',
  '[',
  ']',
  '(',
  ')',
  '](',
  '@',
  '@Ada',
];
const lineStarts = [
  '\n',
  '\n\n',
  '\n> ',
  '\n>> ',
  '\n- ',
  '\n* ',
  '\n  - ',
  '\n1. ',
  '\n12. ',
  '\n```\n',
  '\n```js\n',
];
const words = [
  'a',
  'b c',
  ' ',
  'é',
  '世',
  '👩‍👧',
  '\u202e',
  '\u200b',
  '\ud83d',
  '<b>',
  '&lt;',
  '"',
  '${x}',
  '<!--',
];
const addresses = [
  'https://a.example/b_(c)',
  'http://ü.example?d=1&e=[2]',
  '[x](https://a.example)',
  '[x](mailto:ada@a.example)',
  '[x](javascript:alert(1))',
  'data:text/html,',
  'JaVaScRiPt:',
];

/** What nobody writes: marks upon marks, in any order. */
export const markedText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...marks) },
      { weight: 3, arbitrary: fc.constantFrom(...lineStarts) },
      { weight: 4, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.constantFrom(...addresses) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const repeated = [
  ...'*_~`[](>\\@\n'.split(''),
  '- ',
  '- x\n',
  '> ',
  '>\n',
  '> a\n- b\n',
  '1. ',
  '*a ',
  '*a* ',
  '**a *_~~',
  '_a ~~b **c *d ',
  '`a`',
  '``a',
  '[a](',
  '[a](b ',
  '[a](http://b) ',
  '[\\[',
  '[](((a)',
  'https://a ',
  'https://%',
  'https://a_(',
  'https://.',
  '```js\n',
  ' \n',
  '\t',
  '@a ',
];

/** As long as a message can be, and made to be slow to read. */
export const hostileTexts = [
  ...repeated.map((part) => ({ name: part, text: part.repeat(8000 / part.length) })),
  { name: 'all of them', text: repeated.join('').repeat(80).slice(0, 8000) },
  { name: 'ever longer `', text: Array.from({ length: 125 }, (_, length) => '`'.repeat(length)).join(' ') },
];
