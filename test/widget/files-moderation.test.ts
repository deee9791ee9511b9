import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './support/eventually.ts';
import { press } from './support/hands.ts';
import { dialog, shownIn } from './support/lightbox.ts';
import { openModeration } from './support/moderation.ts';
import { documentFile, openFiles, photo, shared } from './support/pictures.ts';
import { part, parts } from './support/view.ts';

/** The moderator Mona before her queue: a message of Ben that waits, and a report of another one. */
async function openQueue(): Promise<RealtimeChat> {
  const about = { sender: 'ben', username: 'Ben', message: '' };
  const held = { ...about, id: 'held-of-Ben-1', files: [photo('sea', { alt: 'The sea' }), photo('b')] };
  const reported = { ...about, id: 'message-of-Ben-1', seq: 1, files: [photo('a'), documentFile('plan')] };
  const items = [
    { id: 'one', type: 'held', time: Date.now(), message: held },
    { id: 'two', type: 'report', time: Date.now(), message: reported, count: 1 },
  ];
  const me = { id: 'mona', username: 'Mona', session: 'session of Mona', roles: ['moderator'] };
  const ids = ['sea', 'a', 'b'];
  const { chat } = await openFiles([shared(1, [photo('a'), documentFile('plan')])], {
    joins: { me, queue: 2 },
    queue: [{ items }],
    pictures: ids.map((id) => photo(id)),
    attributes: { username: 'Mona' },
  });
  await eventually(() => part(chat, 'shield'));
  await openModeration(chat, 'Queue');
  return chat;
}

const picturesIn = (chat: RealtimeChat, item: number): HTMLImageElement[] => [
  ...(part(chat, 'queue').children[item]?.querySelectorAll<HTMLImageElement>('[part="picture"] img') ?? []),
];

describe('the queue of a moderator', () => {
  it('shows the files of messages that wait or were reported', async () => {
    const mona = await openQueue();
    await eventually(() => {
      expect(picturesIn(mona, 0).map(({ alt }) => alt)).to.deep.equal(['The sea', 'Picture 2 of 2']);
      expect(picturesIn(mona, 1).map(({ alt }) => alt)).to.deep.equal(['Photo']);
      const loaded = [0, 1].flatMap((item) => picturesIn(mona, item)).map(({ naturalWidth }) => naturalWidth);
      expect(loaded).to.deep.equal([640, 640, 640]);
    });
    const [, report] = part(mona, 'queue').children;
    expect(report?.querySelector('[part="file"]')).to.contain.text('plan.pdf');
    expect(report?.querySelector('a')?.href).to.include('/files/plan/plan.pdf?key=one&download');
  });

  it('opens a picture that waits, among those of its message, and is there again when it closes', async () => {
    const mona = await openQueue();
    const opener = await eventually(() => {
      const [button] = part(mona, 'queue').querySelectorAll<HTMLElement>('[part="picture"]');
      if (!button) throw new Error('There is no picture');
      return button;
    });
    opener.focus();
    opener.click();
    await eventually(() => {
      expect(dialog(mona).open).to.equal(true);
      expect(shownIn(mona).alt).to.equal('The sea');
    });
    expect(dialog(mona)).to.contain.text('Picture 1 of 2');
    press(dialog(mona), 'Escape');
    await eventually(() => expect(dialog(mona).open).to.equal(false));
    expect(parts(mona, 'moderation')[0]?.matches(':popover-open')).to.equal(true);
    expect(mona.shadowRoot?.activeElement).to.equal(opener);
  });
});
