import { LinkifyIt } from 'linkify-it';
import { type NormalizedText, normalized } from './normalized-text.ts';

const links = new LinkifyIt({ fuzzyLink: true });

/** Every text that the widget turns into a link has one of these schemes. */
const scheme = /(?:https?|mailto):/i;

/** Words with a dot between them, such as `evil.example`: the widget makes no link of it, but a reader can type it. */
const dotted = /[\p{L}\p{N}]\p{M}*[.。․][\p{L}\p{N}-]*\p{L}{2}/u;

/** Whether a name contains an address, or anything like one: a dot between words has no other use in a short name. */
export function nameHasLink(name: string): boolean {
  const text = normalized(name);
  return hasLink(text) || dotted.test(text.plain);
}

/** Whether a text contains an address, with or without a scheme, or written with lookalike characters. */
export function hasLink(content: string | NormalizedText): boolean {
  const { text, plain } = normalized(content);
  return (text === plain ? [text] : [text, plain]).some(
    (spelling) => scheme.test(spelling) || links.test(spelling),
  );
}
