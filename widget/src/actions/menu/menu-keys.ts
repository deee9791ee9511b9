/** Letters within this time, in milliseconds, are one word of the type-ahead. */
const wordTime = 700;

let word = '';
let typedAt = -Infinity;

/**
 * The item of a menu that a key leads to; undefined for other keys. The items of the first row are side by side: the arrow
 * keys left and right move in it, up and down leave it. Letters lead to the next item that begins with them.
 *
 * @param row how many of the items are in that row
 * @param at the item that has the focus; -1 if none has it
 */
export function moveInMenu(
  items: readonly HTMLElement[],
  row: number,
  at: number,
  { key, timeStamp, altKey, ctrlKey, metaKey }: KeyboardEvent,
  isRtl: boolean,
): HTMLElement | undefined {
  if (altKey || ctrlKey || metaKey) return undefined;
  const isInRow = at < row;
  const count = items.length;
  switch (key) {
    case 'ArrowDown':
      // From the row, the first item below it. A menu may consist of the row alone.
      return items[at === -1 ? 0 : isInRow ? row % count : (at + 1) % count];
    case 'ArrowUp':
      return at === row && row > 0 ? items[0] : items.at(isInRow ? -1 : at - 1);
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = (key === 'ArrowRight') === isRtl ? -1 : 1;
      return isInRow && at >= 0 ? items[(at + step + row) % row] : items[at];
    }
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return /^\S$/u.test(key) ? typedAhead(items, at, key, timeStamp) : undefined;
  }
}

function typedAhead(
  items: readonly HTMLElement[],
  at: number,
  letter: string,
  time: number,
): HTMLElement | undefined {
  const isSameWord = time - typedAt < wordTime;
  const typed = letter.toLocaleLowerCase();
  typedAt = time;
  word = (isSameWord ? word : '') + typed;
  // A repeated letter goes through all items that begin with it.
  const wanted = word.replaceAll(typed, '') === '' ? typed : word;
  const start = wanted.length > 1 ? Math.max(at, 0) : at + 1;
  const inOrder = [...items.slice(start), ...items.slice(0, start)];
  return inOrder.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(wanted));
}
