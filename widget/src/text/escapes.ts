import type { ParseState } from './nodes.js';

// Which marks can close and open emphasis. Each is tested with the character before the mark, the mark, and the character after it.
export const canClose = /^(?!\d[*~]\d)\S(?:[*~]|_(?![\p{L}\p{N}]))/u;
export const canOpen = /^(?!\d[*~]\d)(?:.[*~]|[\s\p{Ps}\p{Pi}"'*~]_)\S/su;

const lineStart = /(?<=^[ \t]*)/my;

/**
 * Whether a mark could open or close something if it had no backslash before it. Otherwise the backslash is text, as in
 * `C:\_old` or `node_modules\@types`.
 *
 * @param at the index of the backslash
 */
export function isEscape(text: string, at: number, state: ParseState, isLabel: boolean): boolean {
  const before = text[at - 1] ?? '\n';
  const mark = text.charAt(at + 1);
  const after = text[at + 2] ?? '\n';
  if (mark === '@') return !/[\p{LC}\p{N}@]/u.test(before) && Boolean(state.mentionAt?.(text, at + 1));
  if ('[]'.includes(mark)) return isLabel || text.includes('](');
  lineStart.lastIndex = at;
  if ('->*'.includes(mark) && /[\s>]/.test(after) && lineStart.test(text)) return true;
  const isFirst = text.lastIndexOf(mark, at) === -1;
  const isLast = !text.includes(mark, at + 2);
  if (mark === '`') return !isFirst || !isLast;
  const around = before + mark + after;
  return (!isLast && canOpen.test(around)) || (!isFirst && canClose.test(around));
}
