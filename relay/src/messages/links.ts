import { LinkifyIt } from 'linkify-it';
import { type FoldedText, folded } from './normalized-text.ts';

const links = new LinkifyIt({ fuzzyLink: true });

/** What the widget makes links of has one of these, whatever is around it. */
const scheme = /(?:https?|mailto):/i;

/** Words with a dot between them: `evil.example` is nothing that the widget makes a link of, and can be typed all the same. */
const dotted = /[\p{L}\p{N}]\p{M}*[.。․][\p{L}\p{N}-]*\p{L}{2}/u;

/** Whether a name holds an address, or anything that reads like one: in so few words nothing else needs a dot. */
export function nameHasLink(name: string): boolean {
  const words = folded(name);
  return hasLink(words) || dotted.test(words.plain);
}

/** Whether there is an address in a text, also one that nobody marked as such, or that is written in disguise. */
export function hasLink(words: string | FoldedText): boolean {
  const { text, plain } = folded(words);
  return (text === plain ? [text] : [text, plain]).some(
    (spelling) => scheme.test(spelling) || links.test(spelling),
  );
}
