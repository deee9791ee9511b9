const emoji = [
  // A flag.
  String.raw`\p{RI}{2}`,
  // A keycap.
  String.raw`[\d#*]\ufe0f?\u20e3`,
  // An emoji by default or by a variation selector, with its skin tone, its ZWJ sequence and its region tags.
  String.raw`(?!\p{RI})(?:\p{EPres}|\p{ExtPict}(?=[\ufe0f\u200d\p{EMod}]))[\ufe0f\p{EMod}]?(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]?)*[\u{e0020}-\u{e007f}]*`,
].join('|');

const onlyEmoji = (most: number): RegExp => new RegExp(String.raw`^\s*(?:(?:${emoji})\s*){1,${most}}$`, 'u');
const few = onlyEmoji(3);
const several = onlyEmoji(8);

/** How large a text is shown that consists of emoji alone; undefined for other texts, and for more than eight emoji. */
export function emojiSize(text: string): 'few' | 'several' | undefined {
  if (!several.test(text)) return undefined;
  return few.test(text) ? 'few' : 'several';
}
