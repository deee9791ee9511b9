/** Within this time, in milliseconds, and distance, in CSS pixels, a click is the second one of a double click. */
const interval = 500;
const maxDistance = 20;

const none = { x: 0, y: 0, until: 0 };
let last = none;

/**
 * A click listener that stops the second click of a double click. It is for content that changes under the pointer: a
 * question that replaces a button, or a row that is removed. The second click would press what nobody has read.
 */
export const doubleClickGuard = {
  capture: true,
  handleEvent(event: MouseEvent): void {
    const { clientX: x, clientY: y, detail, timeStamp } = event;
    // Clicks by a key or a script have no coordinates. Browsers do not count the taps of fingers.
    if (detail === 0) return;
    const isSecond = timeStamp < last.until && Math.hypot(x - last.x, y - last.y) < maxDistance;
    if (isSecond || detail > 1) event.stopPropagation();
    else last = { x, y, until: timeStamp + interval };
  },
  /** To be called when a popover opens: the click that opened it was elsewhere, so the next one is a first click. */
  reset(): void {
    last = none;
  },
};
