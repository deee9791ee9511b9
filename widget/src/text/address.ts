/** Punctuation of any script, and marks of the formatting. At the end of an address they belong to the sentence. */
const punctuation = /(?![-/#%&@\\])[\p{Po}\p{Pd}_~]/u.source;
/**
 * What ends an address: white space, quotation marks, brackets, and invisible characters, such as those that change the text
 * direction. The full stop of a script beyond ASCII does too, because in some of them no space follows it.
 */
const outside = /[\s<>"\x60\p{C}\p{Pi}\p{Pf}\p{Ps}\p{Pe}]|(?![!-~])\p{Term}/u.source;
/** In words of Arabic and Indic scripts and in emoji, an invisible joiner shapes its neighbours. */
const joiner = /[\u200c\u200d](?=[\u0600-\u109f\u1780-\u18af\p{ExtPict}])/u.source;

const token = new RegExp(
  String.raw`([([{])|([)\]}])|((?!${outside})${punctuation})|(?:${joiner}|(?!${punctuation}|${outside})[^])+`,
  'uy',
);

const pairs: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
/** The bound keeps the time linear for a text with many addresses in unclosed brackets. */
const maxDepth = 5;

/**
 * The index at which the address that begins at `start` ends. It holds brackets in pairs only.
 *
 * @param isEnclosed whether the address stands in brackets, so that punctuation at its end is its own
 */
export function addressEnd(text: string, start: number, isEnclosed: boolean): number {
  const closers: (string | undefined)[] = [];
  let end = start;
  token.lastIndex = start;
  for (;;) {
    const match = token.exec(text);
    if (!match) return end;
    const [, opener, closer, mark] = match;
    if (opener && closers.push(pairs[opener]) > maxDepth) return end;
    if (closer && closer !== closers.pop()) return end;
    if (closers.length === 0 && (isEnclosed || !mark)) end = token.lastIndex;
  }
}
