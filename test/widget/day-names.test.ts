import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './support/eventually.ts';
import { scrollTo } from './support/hands.ts';
import { openWith } from './support/talk.ts';
import { isStill, part } from './support/view.ts';

const lines = Array.from({ length: 45 }, (_, index) => `line ${index + 1}`);

function dayName(chat: RealtimeChat): HTMLElement {
  const name = part(chat, 'content').querySelector<HTMLElement>('.sticky');
  if (!name) throw new Error('No day has a name');
  return name;
}

async function isHidden(chat: RealtimeChat, hidden: boolean): Promise<void> {
  await eventually(() => expect(getComputedStyle(dayName(chat)).opacity).to.equal(hidden ? '0' : '1'));
}

describe('the name of a day', () => {
  it('lies over no text while the reader reads, shows while they scroll, and is always there for screen readers', async () => {
    const { ann, ben } = await openWith(...lines);
    await isStill(ann);
    await isHidden(ann, true);
    await scrollTo(ann, 600);
    await isHidden(ann, false);
    // A moment later.
    await isHidden(ann, true);
    expect(dayName(ann).checkVisibility({ visibilityProperty: true })).to.be.true;
    expect(dayName(ann).closest('[aria-hidden]')).to.be.null;
    await scrollTo(ann, part(ann, 'content').scrollHeight);
    await isHidden(ann, true);
    await ben.says('news');
    await isHidden(ann, true);
  });

  it('is shown in its own place', async () => {
    const { ann } = await openWith(...lines);
    await isStill(ann);
    await isHidden(ann, true);
    await scrollTo(ann, 0);
    await isHidden(ann, false);
    expect(dayName(ann)).not.to.have.class('over');
    await ann.updateComplete;
    await eventually(() => expect(part(ann, 'content').scrollTop).to.equal(0));
    await isHidden(ann, false);
  });
});
