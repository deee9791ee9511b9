import { isVisible } from '@realtime-chat/protocol';
import { addressEnd } from './address.js';
import { canClose, canOpen, isEscape } from './escapes.js';
import { displayUrl, isMisleading, wordsOf } from './link-label.js';
import type { Emphasis, Inline, ParseState } from './nodes.js';

// Parsing takes linear time, except that a backslash may search the whole text; a message is short enough for that. So no text
// can block the page. Each repetition below matches in one way only. A search that
// fails has either ended where the next one of its kind begins, or shows that no later one can succeed.
/** A backslash may escape a mark, except in the shrug ¯\_(ツ)_/¯, which keeps its arm. A single tilde is no mark. */
const escaped = /(?<!¯)\\([-*_`[\]>@]|~(?=\\?~)|(?<=~\\)~)/.source;
const code = /(?<ticks>`{1,3})(?!`)(.+?)\k<ticks>/.source;
/** The star of the emoji *️⃣ is no mark. */
const run = /(\*+(?!\ufe0f?\u20e3)|_+|~+)/.source;
const blankLine = /\n\s*\n/.source;
/** The beginning of a link, up to its address. */
const link = /\[((?:\\.|[^\\[\]\n])+)\]\(/.source;
/** The beginning of an address or a mention. Scripts without upper case need no space before it. */
const bareLinkOrMention = /(?<![\p{LC}\p{N}@])(?:(https?:\/\/)|@)/u.source;

const mark = new RegExp([escaped, code, link, run, blankLine, bareLinkOrMention].join('|'), 'giu');

const emphases: Record<string, Emphasis> = { '**': 'strong', '*': 'em', _: 'em', '~~': 'del' };

/**
 * Parses text without blocks. The label of a link can contain neither links nor mentions. Marks around nothing that is
 * visible are text, so that no text becomes invisible.
 */
export function inlines(text: string, state: ParseState, isLabel = false): Inline[] {
  const found: Inline[] = [];
  /** Marks that may still be closed, with their index in `found`; only the last one of each kind. */
  let open: { mark: string; type: Emphasis; at: number }[] = [];
  let end = 0;

  for (;;) {
    mark.lastIndex = end;
    const match = state.nodesLeft > 0 && mark.exec(text);
    if (!match) break;
    const { index } = match;
    const [whole, literal, , codeText, label, marks, scheme] = match;
    found.push(text.slice(end, index));
    end = index + whole.length;

    let node: Inline = literal && isEscape(text, index, state, isLabel) ? literal : whole;
    if (codeText && isVisible(codeText)) node = { type: 'code', text: codeText };
    else if (marks) node = emphasize(marks, (text[index - 1] ?? ' ') + marks[0] + (text[end] ?? ' '));
    else if (label) {
      const until = addressEnd(text, end, true);
      const url = text[until] === ')' && isVisible(label) && safeUrl(text.slice(end, until));
      if (url) {
        end = until + 1;
        const children = inlines(label, state, true);
        // A label that names another address is replaced by the URL itself.
        node = { type: 'link', url, children: isMisleading(children, url) ? [url] : children };
      } else {
        node = '[';
        end = index + 1;
      }
    } else if (scheme) {
      end = addressEnd(text, index, false);
      node = text.slice(index, end);
      if (!isLabel && safeUrl(node)) {
        const url = displayUrl(node);
        node = { type: 'link', url, children: [url] };
      }
    } else if (whole.startsWith('\n')) open = [];
    else if (whole === '@' && !isLabel) {
      const length = state.mentionAt?.(text, index);
      if (length) {
        end = index + length;
        node = { type: 'mention', text: text.slice(index, end) };
      }
    }
    if (typeof node !== 'string') state.nodesLeft--;
    found.push(node);
  }
  found.push(text.slice(end));
  return joined(found);

  /** Closes and opens emphasis by a run of marks. @returns the unused marks, which are text */
  function emphasize(marks: string, around: string): string {
    let rest = marks;
    while (canClose.test(around)) {
      const opener =
        open.find(({ mark }) => mark === rest) ?? open.findLast(({ mark }) => rest.startsWith(mark));
      if (!opener) break;
      const { mark, type, at } = opener;
      const children = joined(found.slice(at + 1));
      if (!isVisible(children.map(wordsOf).join(''))) break;
      open = open.slice(0, open.indexOf(opener));
      found.splice(at);
      found.push({ type, children });
      state.nodesLeft--;
      rest = rest.slice(mark.length);
    }
    if (canOpen.test(around)) {
      for (const mark of rest === '***' ? ['**', '*'] : [rest]) {
        const type = emphases[mark];
        if (!type) return rest;
        open = open.filter((other) => other.mark !== mark);
        open.push({ mark, type, at: found.length });
        found.push(mark);
      }
      return '';
    }
    return rest;
  }
}

/**
 * The normalized URL, if it is a web or mail address: other schemes may run scripts. URLs with a user name are refused,
 * because https://bank.example@evil.example leads to evil.example.
 */
function safeUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { href, username, password } = new URL(text);
  return /^(https?|mailto):/.test(href) && !username && !password ? href : undefined;
}

function joined(items: Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const item of items) {
    const last = result.at(-1);
    if (typeof item === 'string' && typeof last === 'string') result[result.length - 1] = last + item;
    else if (item) result.push(item);
  }
  return result;
}
