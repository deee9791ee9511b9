/** A symbol that is drawn as text unless U+FE0F, or a skin tone, follows it. */
const drawnAsText = /(?=\p{Emoji})\P{Emoji_Presentation}(?!\p{Emoji_Modifier})/gu;

/** Made when it is first asked for, so that browsers which do not know its flag can load this module. */
let oneEmoji: RegExp | undefined;

/** The one spelling of an emoji: with U+FE0F where Unicode's list has it, and nowhere else. */
export function spelled(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '').replace(drawnAsText, '$&\uFE0F');
}

/** Whether it is one emoji, in its one spelling, that Unicode recommends: what looks the same is the same. */
export function isEmoji(text: string): boolean {
  oneEmoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v');
  return oneEmoji.test(text);
}
