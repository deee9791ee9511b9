import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { scriptedServer } from './support/servers.ts';
import { isIn, isSent, messageOf, part, parts, textOf } from './support/view.ts';

const minute = 60_000;
const noon = new Date(2024, 0, 10, 12).getTime();

/** A chat in a room where these messages were written, by Ben unless they say otherwise. */
async function openOn(
  written: readonly object[],
  attributes: Record<string, string> = {},
): Promise<RealtimeChat> {
  const room = newRoom();
  const messages = written.map((each, index) =>
    entry(index + 1, `message ${index + 1}`, { time: noon, ...each }),
  );
  const server = await scriptedServer({ joins: { [room]: joined({ head: written.length, messages }) } });
  const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann', ...attributes });
  await eventually(() => expect(parts(chat, 'message')).to.have.length(written.length));
  return chat;
}

const own = { sender: 'ann', username: 'Ann' };

function boxOf(chat: RealtimeChat, text: string): DOMRect {
  return textOf(messageOf(chat, text)).getBoundingClientRect();
}

function timeOf(chat: RealtimeChat, text: string): HTMLElement {
  const time = messageOf(chat, text).querySelector<HTMLElement>('[part="time"]');
  if (!time) throw new Error('The message has no time');
  return time;
}

describe('a run of messages', () => {
  it('is broken by the pause before a message, however long the run is', async () => {
    const minutes = [0, 4, 8, 12, 17, 21];
    const chat = await openOn(minutes.map((each) => ({ time: noon + each * minute })));
    const isContinued = parts(chat, 'message').map((each) => 'continued' in each.dataset);
    expect(isContinued).to.deep.equal([false, true, true, true, false, true]);
  });

  it('stands close together, and apart from others', async () => {
    const chat = await openOn([own, own, {}, {}]);
    const gap = (first: number): number =>
      messageOf(chat, `message ${first + 1}`).getBoundingClientRect().top -
      messageOf(chat, `message ${first}`).getBoundingClientRect().bottom;
    expect([gap(1), gap(2), gap(3)].map(Math.round)).to.deep.equal([2, 14, 2]);
  });

  it('has small corners where its bubbles meet, on the side of their author', async () => {
    for (const [author, side] of [
      [{}, 'left'],
      [own, 'right'],
    ] as const) {
      const chat = await openOn([author, author, author]);
      const corners = parts(chat, 'text').map((text) => {
        const { borderTopLeftRadius, borderTopRightRadius, borderBottomLeftRadius, borderBottomRightRadius } =
          getComputedStyle(text);
        const [outer, inner] =
          side === 'left'
            ? [
                [borderTopRightRadius, borderBottomRightRadius],
                [borderTopLeftRadius, borderBottomLeftRadius],
              ]
            : [
                [borderTopLeftRadius, borderBottomLeftRadius],
                [borderTopRightRadius, borderBottomRightRadius],
              ];
        expect(outer).to.deep.equal(['18px', '18px']);
        return inner;
      });
      expect(corners).to.deep.equal([
        ['18px', '5px'],
        ['5px', '5px'],
        ['5px', '18px'],
      ]);
    }
  });

  it('has its time above the first message of others, and below the last one of one’s own', async () => {
    const chat = await openOn([{}, {}, own, own]);
    expect(timeOf(chat, 'message 1').getBoundingClientRect().bottom).to.be.at.most(
      boxOf(chat, 'message 1').top,
    );
    expect(timeOf(chat, 'message 4').getBoundingClientRect().top).to.be.at.least(
      boxOf(chat, 'message 4').bottom,
    );
    const isSeen = [1, 2, 3, 4].map(
      (each) => getComputedStyle(timeOf(chat, `message ${each}`)).opacity === '1',
    );
    expect(isSeen).to.deep.equal([true, false, false, true]);
  });

  it('tells the time of its other messages to a pointer and to the focus, and moves nothing', async () => {
    const chat = await openOn([{}, {}, own, own]);
    const places = (): number[] => parts(chat, 'text').map((text) => text.getBoundingClientRect().top);
    const before = places();
    for (const text of ['message 2', 'message 3']) {
      const { left, top } = boxOf(chat, text);
      await sendMouse({ type: 'move', position: [Math.round(left) + 9, Math.round(top) + 9] });
      await eventually(() => expect(getComputedStyle(timeOf(chat, text)).opacity).to.equal('1'));
      await sendMouse({ type: 'move', position: [0, 0] });
      await eventually(() => expect(getComputedStyle(timeOf(chat, text)).opacity).to.equal('0'));
      messageOf(chat, text).focus();
      expect(getComputedStyle(timeOf(chat, text)).opacity).to.equal('1');
      const { left: start, right: end } = timeOf(chat, text).getBoundingClientRect();
      const edge = chat.getBoundingClientRect();
      expect(start).to.be.at.least(edge.left);
      expect(end).to.be.at.most(edge.right);
    }
    expect(places()).to.deep.equal(before);
  });

  it('names a verified author once, with the mark behind the name', async () => {
    const chat = await openOn([{ verified: true }, { verified: true }, { ...own, verified: true }]);
    // Its code loads after the first messages.
    await eventually(() => expect(parts(chat, 'verified')).to.have.length(1));
    const mark = part(chat, 'verified').getBoundingClientRect();
    const author = part(chat, 'author').getBoundingClientRect();
    expect(mark.left - author.right).to.be.within(0, 8);
  });
});

describe('a message that is sent', () => {
  it('has the same height in every state of its delivery', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined() }, sends: ['silence'] });
    const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(chat);
    const height = (): number => messageOf(chat, 'one').getBoundingClientRect().height;
    say(chat, 'one');
    await isIn(chat, 'one', 'sending');
    const before = height();
    const { id } = messageOf(chat, 'one').dataset;
    await server.say('entries', { room, epoch: 'first', entries: [entry(1, 'one', { ...own, id })] });
    await isSent(chat, 'one');
    expect(height()).to.equal(before);
  });

  it('shows a clock where the check mark will be', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined() }, sends: ['silence'] });
    const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(chat);
    say(chat, 'slow');
    await isIn(chat, 'slow', 'sending');
    const state = messageOf(chat, 'slow').querySelector('[part="state"]');
    const clock = state?.querySelector('.icon')?.getBoundingClientRect();
    expect(state).to.have.text('Sending…');
    expect(clock?.top).to.be.at.least(boxOf(chat, 'slow').bottom);
    expect(clock?.left).to.be.at.least(timeOf(chat, 'slow').getBoundingClientRect().right);
  });
});

describe('a message that was refused', () => {
  it('is framed on the ground of the chat', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined() }, sends: [refused('blocked')] });
    const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(chat);
    say(chat, 'no');
    await isIn(chat, 'no', 'failed');
    const { backgroundColor } = getComputedStyle(textOf(messageOf(chat, 'no')));
    expect(backgroundColor).to.equal(getComputedStyle(part(chat, 'panel')).backgroundColor);
  });
});
