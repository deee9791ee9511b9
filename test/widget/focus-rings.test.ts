import { expect } from '@open-wc/testing';
import { openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openModerated, openModeration } from './support/moderation.ts';
import { part, parts } from './support/view.ts';

/** The outer edges of the ring around what has the focus. */
function ringAround(element: HTMLElement): { left: number; right: number; top: number; bottom: number } {
  element.focus();
  expect(element.matches(':focus-visible'), 'has a ring').to.be.true;
  const { outlineOffset, outlineWidth } = getComputedStyle(element);
  const reach = parseFloat(outlineOffset) + parseFloat(outlineWidth);
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left: left - reach, right: right + reach, top: top - reach, bottom: bottom + reach };
}

describe('the ring around what has the focus is not cut', () => {
  for (const [width, names] of [
    [319, ['controls']],
    [400, ['sound', 'members']],
  ] as const)
    it(`in the header of a chat of ${width} by 300 pixels`, async () => {
      const chat = await openChat({ style: `inline-size: ${width}px; block-size: 300px`, sound: '' });
      for (const name of names) {
        await eventually(() => expect(parts(chat, name)[0]?.checkVisibility()).to.be.true);
        const ring = ringAround(part(chat, name));
        const header = part(chat, 'header').getBoundingClientRect();
        expect(ring.top, name).to.be.at.least(header.top);
        expect(ring.bottom, name).to.be.at.most(header.bottom);
      }
    });

  for (const direction of ['ltr', 'rtl'])
    it(`by the round corners of the moderation panel, ${direction}`, async () => {
      const { mona } = await openModerated();
      mona.style.direction = direction;
      await openModeration(mona, 'Queue');
      const panel = part(mona, 'moderation');
      const { left, right, top, bottom } = panel.getBoundingClientRect();
      const radius = parseFloat(getComputedStyle(panel).borderTopLeftRadius);
      for (const tab of panel.querySelectorAll<HTMLElement>('[role="tab"]')) {
        const ring = ringAround(tab);
        for (const x of [ring.left, ring.right]) {
          expect(x).to.be.within(left, right);
          expect(ring.top).to.be.within(top, bottom);
          // How far the ring's corner is from the middle of the panel's nearest corner, if it is in that corner at all.
          const across = Math.max(left + radius - x, x - (right - radius), 0);
          const down = Math.max(top + radius - ring.top, 0);
          if (across > 0 && down > 0) expect(Math.hypot(across, down)).to.be.below(radius - 1);
        }
      }
    });
});
