import { LinkifyIt } from 'linkify-it';

const links = new LinkifyIt({ fuzzyLink: true });

/** What the widget makes links of has one of these, whatever is around it. */
const scheme = /(?:https?|mailto):/i;

/** Whether there is an address in a text, also one that nobody marked as such, or that is written in disguise. */
export function hasLink(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
  return [text, plain].some((spelling) => scheme.test(spelling) || links.test(spelling));
}
