import { expect } from '@open-wc/testing';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openMenu, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { scriptedServer } from './support/servers.ts';
import { setClockAhead } from './support/time.ts';
import { dividers, greeting, isIn, isSent, menuNames, messageOf, part, shows } from './support/view.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const beginning = 'This is the beginning of the conversation';

describe('a reader whose clock is wrong', () => {
  for (const [how, ahead] of [
    ['20 minutes fast', 20 * minute],
    ['a year fast', 365 * day],
    ['a year slow', -365 * day],
  ] as const) {
    it(`can edit and delete their message, with a clock that is ${how}`, async () => {
      setClockAhead(ahead);
      const chat = await openChat();
      say(chat, 'hello');
      await isSent(chat, 'hello');
      await openMenu(chat, 'hello');
      expect(menuNames(chat)).to.include.members(['Edit', 'Delete']);
    });
  }

  it('is offered no edit that the relay would refuse, with a clock that is slow', async () => {
    const room = newRoom();
    const own = { sender: 'ann', username: 'Ann', time: Date.now() - minute };
    const server = await scriptedServer({
      joins: {
        [room]: joined({ head: 1, time: Date.now(), messages: [entry(1, 'hello', own)], editWindow: 1000 }),
      },
    });
    setClockAhead(-day);
    const chat = await openChat({ 'relay-url': server.url, room });
    await openMenu(chat, 'hello');
    expect(menuNames(chat)).to.include('Reply').and.not.to.include.oneOf(['Edit', 'Delete']);
  });

  it('sees the greeting and their own message under the day of the others', async () => {
    const room = newRoom();
    // Before any connection: one whose pings seem to be late is given up.
    setClockAhead(2 * day);
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    await ben.says('from Ben');
    await eventually(() => messageOf(chat, 'from Ben'));
    say(chat, 'from Ann');
    await isSent(chat, 'from Ann');
    await shows(chat, [greeting, 'Ben: from Ben', 'Ann: from Ann']);
    expect(dividers(chat)).to.deep.equal([beginning, 'Today']);
  });

  it('sees what waits to be sent under the day of the others', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, time: Date.now(), messages: [entry(1, 'from Ben')] }) },
    });
    setClockAhead(2 * day);
    const chat = await openChat({ 'relay-url': server.url, room });
    say(chat, 'from Ann');
    await isIn(chat, 'from Ann', 'sending');
    say(chat, 'and more');
    await isIn(chat, 'and more', 'queued');
    expect(dividers(chat)).to.deep.equal([beginning, 'Today']);
  });

  it('reads how long to wait, even if the clock is set meanwhile', async () => {
    const room = newRoom();
    const limited = {
      ...refused('rate_limited'),
      error: { code: 'rate_limited', message: '', retryAfter: 60 },
    };
    const server = await scriptedServer({ joins: { [room]: joined() }, sends: [limited] });
    const chat = await openChat({ 'relay-url': server.url, room });
    type(chat, 'field', 'hello');
    await chat.conversation.loadOnDemand();
    say(chat, 'hello');
    await eventually(() => expect(messageOf(chat, 'hello')).to.contain.text('Sending again in'));
    setClockAhead(-day);
    chat.requestUpdate();
    await chat.updateComplete;
    expect(messageOf(chat, 'hello').textContent).to.match(/Sending again in (60|5\d) s/);
  });

  it('sees yesterday’s messages under yesterday after the machine has slept through midnight', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, time: Date.now(), messages: [entry(1, 'from Ben')] }) },
    });
    const chat = await openChat({ 'relay-url': server.url, room });
    await eventually(() => expect(dividers(chat)).to.deep.equal([beginning, 'Today']));
    // The monotonic time does not move with it.
    setClockAhead(day);
    chat.requestUpdate();
    await chat.updateComplete;
    expect(dividers(chat)).to.deep.equal([beginning, 'Yesterday']);
  });

  it('is seen typing after the clock was set back', async () => {
    const { ann, ben } = await openTwo();
    const typing = (): string => part(ben, 'typing').textContent.trim();
    type(ann, 'field', 'h');
    await eventually(() => expect(typing()).to.equal('Ann is typing…'));
    await eventually(() => expect(typing()).to.equal(''));
    setClockAhead(-day);
    type(ann, 'field', 'he');
    await eventually(() => expect(typing()).to.equal('Ann is typing…'));
    await isOnline(ann);
  });
});
