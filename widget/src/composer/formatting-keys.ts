const marks: Record<string, string> = { b: '**', i: '*', e: '`' };
const isApple = typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

/**
 * Toggles the Markdown marks around the selection: bold, italic and code by B, I and E with Ctrl, or with Cmd on Apple's
 * systems.
 *
 * @returns whether the key was handled
 */
export function toggleMark(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
  const mark = marks[event.key.toLowerCase()];
  // On Apple's systems, Ctrl with these letters moves the caret.
  const [wanted, other] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (mark === undefined || !wanted || other || event.altKey || event.shiftKey) return false;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const { length } = mark;
  const selected = value.slice(start, end);
  const isMarked = hasMark(value.slice(0, start), mark) && value.slice(end).startsWith(mark);
  if (isMarked) field.setRangeText(selected, start - length, end + length, 'select');
  else field.setRangeText(mark + selected + mark, start, end, 'select');
  const from = isMarked ? start - length : start + length;
  field.setSelectionRange(from, from + selected.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return true;
}

/** Two stars before a selection make it bold; a third one makes it italic too. */
function hasMark(before: string, mark: string): boolean {
  const stars = /\**$/.exec(before)?.[0].length ?? 0;
  if (mark === '*') return stars % 2 === 1;
  return mark === '**' ? stars >= 2 : before.endsWith(mark);
}
