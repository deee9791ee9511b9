import { expect, oneEvent } from '@open-wc/testing';
import { eventually } from './support/eventually.ts';
import { scrollTo } from './support/hands.ts';
import { openWith } from './support/talk.ts';
import { distanceFromEnd, isStill, latestName, messageOf, part, parts } from './support/view.ts';
import { firstUnseen, isAtDivider, lines, missed, visit } from './support/visits.ts';

describe('new messages that the reader has jumped over', () => {
  it('are counted at the top, and a press leads back to where they begin', async () => {
    const { room } = await missed(...lines(60));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    await eventually(() => expect(chat.unread).to.be.above(20));
    const { unread } = chat;
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await eventually(() => expect(chat.unread).to.equal(0));
    await eventually(() => {
      const [count] = /\d+/.exec(part(chat, 'skipped').textContent) ?? [];
      // Those that are in view at the end are not among them.
      expect(Number(count)).to.be.within(unread - 20, unread - 3);
      expect(part(chat, 'skipped').textContent.trim()).to.equal(`${count} new messages`);
    });

    part(chat, 'skipped').click();
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
    await eventually(() => expect(parts(chat, 'skipped')).to.be.empty);
  });

  it('are forgotten once the reader writes', async () => {
    const { room } = await missed(...lines(60));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await eventually(() => part(chat, 'skipped'));
    await chat.send('mine');
    await eventually(() => expect(parts(chat, 'skipped')).to.be.empty);
  });

  it('are none for who has read to the end', async () => {
    const { room } = await missed(...lines(30));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    const pane = part(chat, 'content');
    while (distanceFromEnd(chat) > 32) await scrollTo(chat, pane.scrollTop + pane.clientHeight / 2);
    await eventually(() => expect(chat.unread).to.equal(0));
    expect(parts(chat, 'skipped')).to.be.empty;
  });
});

describe('the button to the newest messages', () => {
  it('is a circle at the start edge of a narrow chat, whose badge shows how many are new', async () => {
    const { room } = await missed(...lines(40));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    await eventually(() => {
      expect(part(chat, 'latest').textContent.trim()).to.equal(String(chat.unread));
      expect(latestName(chat)).to.equal(`${chat.unread} new messages`);
    });
    const { offsetWidth, offsetHeight } = part(chat, 'latest');
    expect([offsetWidth, offsetHeight]).to.deep.equal([40, 40]);
    const button = part(chat, 'latest').getBoundingClientRect();
    const pane = part(chat, 'content').getBoundingClientRect();
    expect(button.left - pane.left).to.be.within(4, 20);
    expect(pane.bottom - button.bottom).to.be.within(8, 20);
  });

  it('scrolls smoothly to what is near', async () => {
    const { room } = await missed(...lines(40));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    const pane = part(chat, 'content');
    await scrollTo(chat, pane.scrollTop - 150);
    // A busy machine may draw nothing on the way, so what counts is what was asked for.
    const scrolls: (ScrollToOptions | undefined)[] = [];
    const scrollBy = pane.scrollBy.bind(pane);
    pane.scrollBy = (options?: ScrollToOptions | number) => {
      scrolls.push(options as ScrollToOptions);
      scrollBy(options as ScrollToOptions);
    };
    part(chat, 'latest').click();
    await isAtDivider(chat);
    expect(scrolls.map((scroll) => scroll?.behavior)).to.deep.equal(['smooth']);
  });

  it('reaches the end also if a message arrives on the way', async () => {
    const { ann, ben } = await openWith(...lines(60));
    await isStill(ann);
    const pane = part(ann, 'content');
    await scrollTo(ann, pane.scrollTop - 400);
    const latest = await eventually(() => part(ann, 'latest'));
    const arrived = oneEvent(pane, 'scroll').then(() => ben.says('news'));
    latest.click();
    await arrived;
    await eventually(() => messageOf(ann, 'news'));
    await eventually(() => expect(distanceFromEnd(ann)).to.be.below(1));
    await eventually(() => expect(parts(ann, 'latest')).to.be.empty);
  });

  it('leaves nothing behind at the pane once the end is reached', async () => {
    const { ann } = await openWith(...lines(60));
    await isStill(ann);
    const pane = part(ann, 'content');
    await scrollTo(ann, pane.scrollTop - 400);
    const latest = await eventually(() => part(ann, 'latest'));
    const signals: (AbortSignal | undefined)[] = [];
    const add = pane.addEventListener.bind(pane);
    pane.addEventListener = (type: string, listener: EventListener, options: AddEventListenerOptions) => {
      if (type === 'wheel') signals.push(options.signal);
      add(type, listener, options);
    };
    latest.click();
    await eventually(() => expect(parts(ann, 'latest')).to.be.empty);
    expect(signals.map((signal) => signal?.aborted)).to.deep.equal([true]);
  });
});
