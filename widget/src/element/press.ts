/**
 * Whether one of these is pressed. Where the chat is in a closed shadow root, the document is told where that is, and not
 * on what.
 */
export function isPressOn(event: PointerEvent, ...elements: (Element | null | undefined)[]): boolean {
  const { clientX, clientY } = event;
  const path = event.composedPath();
  return elements.some((element) => {
    if (!element) return false;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return path.includes(element) || (left < clientX && clientX < right && top < clientY && clientY < bottom);
  });
}
