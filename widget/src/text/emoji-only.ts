const emoji = [
  // A flag.
  String.raw`\p{RI}{2}`,
  // A keycap.
  String.raw`[\d#*]\ufe0f?\u20e3`,
  // An emoji by default or by a variation selector, with its skin tone, its ZWJ sequence and its region tags.
  String.raw`(?!\p{RI})(?:\p{EPres}|\p{ExtPict}(?=[\ufe0f\u200d\p{EMod}]))[\ufe0f\p{EMod}]?(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]?)*[\u{e0020}-\u{e007f}]*`,
].join('|');

const upToSix = new RegExp(String.raw`^\s*(?:(?:${emoji})\s*){1,6}$`, 'u');

/** Whether the text consists of one to six emoji, which are shown large. */
export function isEmojiOnly(text: string): boolean {
  return upToSix.test(text);
}
