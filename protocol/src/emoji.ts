/** A symbol that is drawn as text, unless U+FE0F or a skin tone follows it. */
const drawnAsText = /(?=\p{Emoji})\P{Emoji_Presentation}(?!\p{Emoji_Modifier})/gu;

/** Created on first use, so that browsers that do not know its flag can load this module. */
let oneEmoji: RegExp | undefined;

/** The canonical encoding of an emoji: with U+FE0F where Unicode's list has it, and nowhere else. */
export function spelled(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '').replace(drawnAsText, '$&\uFE0F');
}

/** Whether a text is one emoji that Unicode recommends, in its canonical encoding: emoji that look alike are equal. */
export function isEmoji(text: string): boolean {
  oneEmoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v');
  return oneEmoji.test(text);
}
