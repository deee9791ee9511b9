/** The area of a message's files and text, by the coordinates of the window. */
export function bubbleOf(item: Element): DOMRect | undefined {
  const shown = [...item.querySelectorAll('[part="files"], [part~="text"]')]
    .map((part) => part.getBoundingClientRect())
    .filter(({ height }) => height > 0);
  const [first] = shown;
  if (!first) return undefined;
  const left = Math.min(...shown.map((rect) => rect.left));
  const right = Math.max(...shown.map((rect) => rect.right));
  const bottom = Math.max(...shown.map((rect) => rect.bottom));
  return new DOMRect(left, first.top, right - left, bottom - first.top);
}
