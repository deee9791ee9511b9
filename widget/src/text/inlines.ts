import { isLying, shownUrl } from './link-label.js';
import type { Emphasis, Inline, Reading } from './nodes.js';

// The time that reading takes grows with the length of the text and with nothing else: what is repeated below can be
// read in one way only, and a search that fails either ended where the next of its kind begins, or means that no later
// one succeeds.
/** Everybody's shrug, ¯\_(ツ)_/¯, keeps its arm. */
const escaped = /(?<!¯)\\([-*_~`[\]>@])/.source;
const code = /(?<ticks>`{1,3})(?!`)(.+?)\k<ticks>/.source;
const run = /(\*+|_+|~+)/.source;
const blankLine = /\n\s*\n/.source;
/**
 * `\p{C}` cannot be seen, such as what turns the direction of other characters. Chinese and Japanese punctuation is
 * followed by no space.
 */
const inAddress = /[^\s\p{C}\p{Pi}\p{Pf}、-】！-？<>()]/u.source;
/** Parentheses come in pairs. */
const address = `(?:${inAddress}|\\(${inAddress}*\\))+`;
const link = String.raw`\[((?:\\.|[^\\[\]\n])+)\]\((${address})\)`;
/** The punctuation after an address is the sentence's. Scripts without upper case need no space before it. */
const bareLinkOrMention = String.raw`(?<![\p{LC}\p{N}@])(?:(https?://${address}(?<![.,:;!?'"*_~\x60\[\]…]))|@)`;

const mark = new RegExp([escaped, code, link, run, blankLine, bareLinkOrMention].join('|'), 'giu');

const canClose = /^(?!\d[*~]\d)\S(?:[*~]|_(?![\p{L}\p{N}]))/u;
const canOpen = /^(?!\d[*~]\d)(?:.[*~]|[\s\p{Ps}\p{Pi}"'*~]_)\S/su;

const emphases: Record<string, Emphasis> = { '**': 'strong', '*': 'em', _: 'em', '~~': 'del' };

/** Reads text without blocks. The label of a link holds neither links nor mentions. */
export function inlines(text: string, reading: Reading, isLabel = false): Inline[] {
  const found: Inline[] = [];
  /** Marks that may yet be closed, and where they are in `found`; of each kind the last. */
  let open: { mark: string; type: Emphasis; at: number }[] = [];
  let end = 0;

  for (;;) {
    mark.lastIndex = end;
    const match = reading.left > 0 && mark.exec(text);
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
        const children = inlines(label, reading, true);
        // A label that names another place gives way to the address itself.
        node = { type: 'link', url, children: isLying(children, url) ? [url] : children };
      } else {
        node = '[';
        end = index + 1;
      }
    } else if (whole.startsWith('\n')) open = [];
    else if (!literal && !isLabel) {
      if (safeUrl(bare)) {
        const url = shownUrl(whole);
        node = { type: 'link', url, children: [url] };
      }
      const length = whole === '@' && reading.mentionAt?.(text, index);
      if (length) {
        end = index + length;
        node = { type: 'mention', text: text.slice(index, end) };
      }
    }
    if (typeof node !== 'string') reading.left--;
    found.push(node);
  }
  found.push(text.slice(end));
  return joined(found);

  /** Closes and opens what the marks can, and returns what is left of them. */
  function emphasize(marks: string, around: string): string {
    let rest = marks;
    while (canClose.test(around)) {
      const opener =
        open.find(({ mark }) => mark === rest) ?? open.findLast(({ mark }) => rest.startsWith(mark));
      if (!opener) break;
      const { mark, type, at } = opener;
      open = open.slice(0, open.indexOf(opener));
      found.push({ type, children: joined(found.splice(at).slice(1)) });
      reading.left--;
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
 * The address as a browser reads it, if it leads to a page or a mailbox; others may be scripts. Nor one with a user in it:
 * https://bank.example@evil.example leads to the latter.
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
