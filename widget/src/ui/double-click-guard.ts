/** How long after a click, in milliseconds, and how near to it, in CSS pixels, the next one is the second of a double. */
const interval = 500;
const reach = 20;

const none = { x: 0, y: 0, until: 0 };
let last = none;

/**
 * For what changes under the pointer: a question that replaces a button, a row that is gone once it is dealt with. The
 * second of a double click would answer what has come there, which nobody has read.
 */
export const firstClick = {
  capture: true,
  handleEvent(event: MouseEvent): void {
    const { clientX: x, clientY: y, detail, timeStamp } = event;
    // A key or a script has no place. Of fingers, browsers do not count the taps.
    if (detail === 0) return;
    const isSecond = timeStamp < last.until && Math.hypot(x - last.x, y - last.y) < reach;
    if (isSecond || detail > 1) event.stopPropagation();
    else last = { x, y, until: timeStamp + interval };
  },
  /** What opens anew was asked for by a click elsewhere: the next is no second one. */
  forget(): void {
    last = none;
  },
};
