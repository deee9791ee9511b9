import { isMisleading, displayUrl } from './link-label.js';
import type { Emphasis, Inline, ParseState } from './nodes.js';

// Parsing takes linear time, so no text can block the page. Each repetition below matches in one way only. A search that
// fails has either ended where the next one of its kind begins, or shows that no later one can succeed.
/** A backslash escapes a mark, except in the shrug ¯\_(ツ)_/¯, which keeps its arm. */
const escaped = /(?<!¯)\\([-*_~`[\]>@])/.source;
const code = /(?<ticks>`{1,3})(?!`)(.+?)\k<ticks>/.source;
const run = /(\*+|_+|~+)/.source;
const blankLine = /\n\s*\n/.source;
/**
 * A character of a URL. `\p{C}` are invisible ones, such as those that change the text direction. Chinese and Japanese
 * punctuation ends a URL, because no space follows it.
 */
const inAddress = /[^\s\p{C}\p{Pi}\p{Pf}、-】！-？<>()]/u.source;
/** A URL may contain parentheses in pairs only. */
const address = `(?:${inAddress}|\\(${inAddress}*\\))+`;
const link = String.raw`\[((?:\\.|[^\\[\]\n])+)\]\((${address})\)`;
/** Punctuation after a URL belongs to the sentence. Scripts without upper case need no space before the URL. */
const bareLinkOrMention = String.raw`(?<![\p{LC}\p{N}@])(?:(https?://${address}(?<![.,:;!?'"*_~\x60\[\]…]))|@)`;

const mark = new RegExp([escaped, code, link, run, blankLine, bareLinkOrMention].join('|'), 'giu');

const canClose = /^(?!\d[*~]\d)\S(?:[*~]|_(?![\p{L}\p{N}]))/u;
const canOpen = /^(?!\d[*~]\d)(?:.[*~]|[\s\p{Ps}\p{Pi}"'*~]_)\S/su;

const emphases: Record<string, Emphasis> = { '**': 'strong', '*': 'em', _: 'em', '~~': 'del' };

/** Parses text without blocks. The label of a link can contain neither links nor mentions. */
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
    const [whole, literal, , codeText, label, target, marks, bare] = match;
    found.push(text.slice(end, index));
    end = index + whole.length;

    let node: Inline = literal ?? whole;
    if (codeText) node = { type: 'code', text: codeText };
    else if (marks) node = emphasize(marks, (text[index - 1] ?? ' ') + marks[0] + (text[end] ?? ' '));
    else if (label) {
      const url = safeUrl(target);
      if (url) {
        const children = inlines(label, state, true);
        // A label that names another address is replaced by the URL itself.
        node = { type: 'link', url, children: isMisleading(children, url) ? [url] : children };
      } else {
        node = '[';
        end = index + 1;
      }
    } else if (whole.startsWith('\n')) open = [];
    else if (!literal && !isLabel) {
      if (safeUrl(bare)) {
        const url = displayUrl(whole);
        node = { type: 'link', url, children: [url] };
      }
      const length = whole === '@' && state.mentionAt?.(text, index);
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
      open = open.slice(0, open.indexOf(opener));
      found.push({ type, children: joined(found.splice(at).slice(1)) });
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
function safeUrl(text = ''): string | undefined {
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
