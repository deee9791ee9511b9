const emoji = [
  // A flag.
  String.raw`\p{RI}{2}`,
  // A key.
  String.raw`[\d#*]\ufe0f?\u20e3`,
  // What is a picture by itself or is asked to be one, with its skin, its joined companions and the tags of a region.
  String.raw`(?!\p{RI})(?:\p{EPres}|\p{ExtPict}(?=[\ufe0f\u200d\p{EMod}]))[\ufe0f\p{EMod}]?(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]?)*[\u{e0020}-\u{e007f}]*`,
].join('|');

const upToSix = new RegExp(String.raw`^\s*(?:(?:${emoji})\s*){1,6}$`, 'u');

/** Whether the text is a few emoji and nothing else, so that it can be shown large. */
export function isEmojiOnly(text: string): boolean {
  return upToSix.test(text);
}
