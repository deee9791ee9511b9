import { inlines } from './inlines.js';
import type { Block, Item, MentionAt, Reading } from './nodes.js';

export type { Block, Inline, Item, MentionAt, Node } from './nodes.js';

/** How deep quotes and lists can stand in each other; what is deeper is text. */
const maxDepth = 6;

/** Nobody needs as many marks in one message. Those after them are text, so that no message is slow to show. */
const maxNodes = 150;

/** Any further fence ends the code. If it had to be bare, each one that is not would look for it through all the rest. */
const fence = /^```[^\s`]* *\n(?:([^]*?)\n)??```/;
/** A face like `>_<` is no quote. */
const quote = /((?:^>(?=[> ]|$).*\n?)+)/;
/** Lines that stand further in than the item's mark are its own. */
const item = /^(?<indent>[ \t]*)(?:[-*]|(\d{1,9})\.)[ \t]+(\S.*(?:\n\k<indent>[ \t]+\S.*)*)/;

const anyBlock = new RegExp([fence, quote, item].map(({ source }) => source).join('|'), 'gm');

/** Reads what somebody typed. Nothing is a mistake: what is no mark is text. */
export function parse(text: string, mentionAt?: MentionAt): Block[] {
  return blocks(text, { mentionAt, left: maxNodes }, 0);
}

function blocks(text: string, reading: Reading, depth: number): Block[] {
  const found: Block[] = [];
  let end = 0;
  for (const match of depth < maxDepth ? text.matchAll(anyBlock) : []) {
    if (reading.left-- <= 0) break;
    const [whole, codeText, quoted, , number, itemText] = match;
    const inside = (quoted?.replace(/^> ?/gm, '') ?? itemText?.replace(/^[ \t]{1,3}/gm, ''))?.trimEnd();
    if (inside === '') continue;
    addText(match.index);
    end = match.index + whole.length;
    if (!inside) {
      found.push({ type: 'pre', text: codeText ?? '' });
      continue;
    }
    const children = blocks(inside, reading, depth + 1);
    if (quoted) found.push({ type: 'quote', children });
    else addItem({ type: 'item', children }, number ? Number(number) : undefined);
  }
  addText(text.length);
  return found;

  /** Blank lines around blocks are for the eye of the writer. */
  function addText(until: number): void {
    const between = text
      .slice(end, until)
      .replace(/^\s*\n/, '')
      .trimEnd();
    if (between) found.push({ type: 'text', children: inlines(between, reading) });
  }

  function addItem(child: Item, start: number | undefined): void {
    const last = found.at(-1);
    if (last?.type === 'list' && (last.start === undefined) === (start === undefined))
      last.children.push(child);
    else found.push({ type: 'list', start, children: [child] });
  }
}
