import { cutText, isVisible } from '@realtime-chat/protocol';
import { inlines } from './inlines.js';
import type { Block, Item, MentionAt, ParseState } from './nodes.js';

export type { Block, Inline, Item, MentionAt, Node } from './nodes.js';

/** How deep quotes and lists can be nested; deeper ones are text. */
const maxDepth = 6;

/** The maximum of marks in a message. Further ones are text, so that no message is slow to render. */
const maxNodes = 150;

/** A longer name of a code block's language is cut. */
const maxLanguageLength = 24;

/**
 * Any words may follow the opening fence. The code ends at a fence that is at least as long and stands alone, or with the
 * text, so that no search for its end fails.
 */
const fence = /^ {0,3}(?<fence>`{3,})([^`\n]*)\n([^]*?)(?:^ {0,3}\k<fence>`*[ \t]*$|(?![^]))/;
/** An emoticon like `>_<` is not a quote. */
const quote = /((?:^>(?=[> ]|$).*\n?)+)/;
/**
 * Lines that are indented more than the item's mark belong to the item, and blank lines between them. A number that begins
 * with 0 is text, because a list would show it without that digit.
 */
const item =
  /^(?<indent>[ \t]*)(?:[-*]|(0|[1-9]\d{0,8})\.)[ \t]+(\S.*(?:\n(?:[ \t]*\n)*\k<indent>[ \t]+\S.*)*)/;

const anyBlock = new RegExp([fence, quote, item].map(({ source }) => source).join('|'), 'gm');

/** Parses the Markdown subset. There are no syntax errors: everything that is not a mark is text. */
export function parse(text: string, mentionAt?: MentionAt): Block[] {
  return blocks(text, { mentionAt, nodesLeft: maxNodes }, 0);
}

function blocks(text: string, state: ParseState, depth: number): Block[] {
  const found: Block[] = [];
  let end = 0;
  for (const match of depth < maxDepth ? text.matchAll(anyBlock) : []) {
    if (state.nodesLeft-- <= 0) break;
    const [whole, , info = '', codeText, quoted, , number, itemText = ''] = match;
    const inside =
      codeText ??
      quoted?.replace(/^> ?/gm, '') ??
      // The further lines are indented at most as far as the item's text is by its mark.
      itemText.replace(new RegExp(`^[ \\t]{1,${whole.length - itemText.length}}`, 'gm'), '');
    if (!isVisible(inside)) continue;
    addText(match.index);
    end = match.index + whole.length;
    if (codeText !== undefined) {
      found.push({ type: 'pre', text: codeText.replace(/\n$/, ''), language: languageOf(info) });
      continue;
    }
    const children = blocks(inside.trimEnd(), state, depth + 1);
    if (quoted) found.push({ type: 'quote', children });
    else addItem({ type: 'item', number: number ? Number(number) : undefined, children });
  }
  addText(text.length);
  return found;

  /** Adds the text between two blocks, without the blank lines around it. */
  function addText(until: number): void {
    const between = text
      .slice(end, until)
      .replace(/^\s*\n/, '')
      .trimEnd();
    if (between) found.push({ type: 'text', children: inlines(between, state) });
  }

  function addItem(child: Item): void {
    const last = found.at(-1);
    const isNumbered = child.number !== undefined;
    if (last?.type === 'list' && last.isNumbered === isNumbered) last.children.push(child);
    else found.push({ type: 'list', isNumbered, children: [child] });
  }
}

/** The first of the words after the fence. Others are options of some program. */
function languageOf(info: string): string {
  const [word = ''] = info.trim().split(/\s/, 1);
  return isVisible(word) ? cutText(word, maxLanguageLength) : '';
}
