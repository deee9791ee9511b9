const marks: Record<string, string> = { b: '**', i: '*', e: '`' };

/** Ctrl or Cmd with B, I or E puts the selection between the marks, or takes them off again. @returns whether it did. */
export function toggleMark(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
  const mark = marks[event.key.toLowerCase()];
  // Of the two keys, the one that the system uses for such things never comes with the other.
  if (mark === undefined || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return false;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const { length } = mark;
  const selected = value.slice(start, end);
  const isMarked = value.slice(0, start).endsWith(mark) && value.slice(end).startsWith(mark);
  if (isMarked) field.setRangeText(selected, start - length, end + length, 'select');
  else field.setRangeText(mark + selected + mark, start, end, 'select');
  const from = isMarked ? start - length : start + length;
  field.setSelectionRange(from, from + selected.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return true;
}
