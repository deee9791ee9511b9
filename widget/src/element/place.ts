/** How far from the edges of the window, and from what it belongs to, in CSS pixels. */
const margin = 8;
const gap = 4;

/** Puts a popover below what it belongs to, or above where there is no room, and always within the window. */
export function place(popover: HTMLElement, anchor: DOMRect): void {
  const { innerWidth, innerHeight } = popover.ownerDocument.defaultView ?? window;
  const { width, height } = popover.getBoundingClientRect();
  const start = getComputedStyle(popover).direction === 'rtl' ? anchor.right - width : anchor.left;
  const below = anchor.bottom + gap;
  const top = below + height > innerHeight - margin ? anchor.top - gap - height : below;
  popover.style.left = `${Math.max(margin, Math.min(start, innerWidth - margin - width))}px`;
  popover.style.top = `${Math.max(margin, Math.min(top, innerHeight - margin - height))}px`;
}
