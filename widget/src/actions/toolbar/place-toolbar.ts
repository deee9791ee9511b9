import { bubbleOf } from '../bubble.js';
import { zoomOf } from '../../ui/zoom.js';

/** Distances in CSS pixels: to the bubble, to the edges of the pane, and how far the toolbar lies over the bubble's edge. */
const gap = 4;
const margin = 4;
const overlap = 6;
/** How far a toolbar that stands out beside its bubble still lies over it. */
const hold = 48;

/**
 * Places a toolbar at the top corner of its message's bubble: beside it if there is room, where it covers nothing, or else
 * across its top edge, where it covers the least text. It stays within the visible part of the pane.
 */
export function placeToolbar(toolbar: HTMLElement, pane: HTMLElement): void {
  const item = toolbar.closest('[data-key]');
  const bubble = item && bubbleOf(item);
  const origin = toolbar.offsetParent?.getBoundingClientRect();
  if (!item || !bubble || !origin) return;
  const zoom = zoomOf(toolbar);
  const { left: paneLeft, top: paneTop } = pane.getBoundingClientRect();
  // Without the scrollbar, which some browsers draw beside the content.
  const view = {
    left: paneLeft + pane.clientLeft * zoom,
    right: paneLeft + (pane.clientLeft + pane.clientWidth) * zoom,
    top: paneTop,
    bottom: paneTop + pane.clientHeight * zoom,
  };
  // It goes with its message.
  if (bubble.bottom < view.top || bubble.top > view.bottom) {
    toolbar.style.inset = '';
    return;
  }
  const { width, height } = toolbar.getBoundingClientRect();
  // The free side of a message is towards the middle of the chat.
  const isFreeOnRight = item.matches('[data-own]') === (getComputedStyle(toolbar).direction === 'rtl');
  const beside = isFreeOnRight ? bubble.right + gap : bubble.left - gap - width;
  const fitsBeside = isFreeOnRight ? beside + width <= view.right - margin : beside >= view.left + margin;
  // A low bubble and a toolbar beside it have the same middle.
  const level = bubble.top + Math.min(0, (bubble.height - height) / 2);
  // The quote is above the bubble, and as wide. Above both, the toolbar may cover less.
  const quote = item.querySelector('[part="quote"]')?.getBoundingClientRect();
  const across = bubble.top + overlap - height;
  const tops = (fitsBeside ? [level] : quote ? [across, quote.top - height] : [across]).map((top) =>
    clamp(top, view.top + margin, view.bottom - margin - height),
  );
  const [outside, corner, otherCorner] = isFreeOnRight
    ? [bubble.right - hold, bubble.right - width, bubble.left]
    : [bubble.left + hold - width, bubble.left, bubble.right - width];
  const lefts = (fitsBeside ? [beside] : [corner, outside, otherCorner]).map((left) =>
    clamp(left, view.left + margin, view.right - margin - width),
  );
  const texts = textsAbove(item);
  const places = tops.flatMap((top) => lefts.map((left) => ({ top, left })));
  const covered = places.map(({ top, left }) =>
    Math.max(0, ...texts.map((text) => common(text, left, top, width, height))),
  );
  const { top, left } = places[covered.indexOf(Math.min(...covered))] ?? { top: 0, left: 0 };
  toolbar.style.inset = `${(top - origin.top) / zoom}px auto auto ${(left - origin.left) / zoom}px`;
}

/** Where the message itself and the one before have text that its toolbar could cover. */
function textsAbove(item: Element): DOMRect[] {
  const texts = [
    ...item.querySelectorAll('[part="author"], [part="time"], [part="quote"]'),
    ...(item
      .closest('li')
      ?.previousElementSibling?.querySelectorAll('[part="files"], [part~="text"], [part="reactions"]') ?? []),
  ];
  return texts.map((text) => text.getBoundingClientRect());
}

/** The width that a text has in common with a box; 0 if they do not touch. */
function common(text: DOMRect, left: number, top: number, width: number, height: number): number {
  if (text.bottom <= top || text.top >= top + height) return 0;
  return Math.max(0, Math.min(text.right, left + width) - Math.max(text.left, left));
}

function clamp(wanted: number, first: number, last: number): number {
  return Math.max(first, Math.min(wanted, last));
}
