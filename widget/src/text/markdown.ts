import { inlines } from './inlines.js';
import type { Block, Item, MentionAt, ParseState } from './nodes.js';

export type { Block, Inline, Item, MentionAt, Node } from './nodes.js';

/** How deep quotes and lists can be nested; deeper ones are text. */
const maxDepth = 6;

/** The maximum of marks in a message. Further ones are text, so that no message is slow to render. */
const maxNodes = 150;

/** Any further fence ends the code. Requiring a bare one would make each other fence search the rest of the text. */
const fence = /^```[^\s`]* *\n(?:([^]*?)\n)??```/;
/** An emoticon like `>_<` is not a quote. */
const quote = /((?:^>(?=[> ]|$).*\n?)+)/;
/** Lines that are indented more than the item's mark belong to the item. */
const item = /^(?<indent>[ \t]*)(?:[-*]|(\d{1,9})\.)[ \t]+(\S.*(?:\n\k<indent>[ \t]+\S.*)*)/;

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
    const [whole, codeText, quoted, , number, itemText] = match;
    const inside = (quoted?.replace(/^> ?/gm, '') ?? itemText?.replace(/^[ \t]{1,3}/gm, ''))?.trimEnd();
    if (inside === '') continue;
    addText(match.index);
    end = match.index + whole.length;
    if (!inside) {
      found.push({ type: 'pre', text: codeText ?? '' });
      continue;
    }
    const children = blocks(inside, state, depth + 1);
    if (quoted) found.push({ type: 'quote', children });
    else addItem({ type: 'item', children }, number ? Number(number) : undefined);
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

  function addItem(child: Item, start: number | undefined): void {
    const last = found.at(-1);
    if (last?.type === 'list' && (last.start === undefined) === (start === undefined))
      last.children.push(child);
    else found.push({ type: 'list', start, children: [child] });
  }
}
