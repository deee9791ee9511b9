import { expect } from '@open-wc/testing';
import { entry, joined, sent } from './support/answers.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import {
  bannerWords,
  conversation,
  isSent,
  messageOf,
  peopleCount,
  shows,
  statusWords,
} from './support/view.ts';

describe('a server that sends invalid frames', () => {
  const nonsense: unknown[] = [null, 0, '', 'nonsense', [], {}, [[]], true, { ok: true }, { ok: false }];

  it('is shown as not available on joining, and the page works on', async () => {
    const answers = [
      ...nonsense,
      joined({ head: 'many' }),
      joined({ messages: [{ seq: 'x' }] }),
      joined({ me: 5 }),
    ];
    const rooms = answers.map(() => newRoom());
    const joins = Object.fromEntries(rooms.map((room, index) => [room, answers[index]]));
    const server = await scriptedServer({ joins });
    const page = await Page.open({ 'relay-url': server.url, room: rooms[0] ?? '', username: 'Ann' });
    for (const room of rooms) {
      page.chat.room = room;
      await page.chat.updateComplete;
      await eventually(() => expect(statusWords(page.chat)).to.equal('Not available'));
      // The words for what is wrong are loaded when they are needed.
      await eventually(() => expect(bannerWords(page.chat)).to.include('The chat is not available.'));
    }
  });

  it('has its invalid frames skipped in the room', async () => {
    const room = newRoom();
    const frame = (...entries: unknown[]): object => ({ room, epoch: 'first', entries });
    const server = await scriptedServer({
      joins: { [room]: joined() },
      rejoins: { [room]: joined({ mode: 'delta', entries: nonsense }) },
      sends: [{ ok: true, epoch: 7 }, sent(Number.MAX_SAFE_INTEGER), sent(Number.MAX_VALUE), sent(8.5)],
      history: { ok: true, messages: 'none', floor: [] },
    });
    const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(page.chat);
    for (const event of ['entries', 'members', 'head', 'message', 'no such event'])
      for (const words of nonsense) await server.say(event, words);
    await server.say('entries');
    await server.say('entries', frame(null, 'x', { seq: '1' }));
    await server.say('entries', frame({ seq: 1, type: 'message' }));
    await server.say('entries', frame({ seq: 2, type: 'message', id: 5, message: {}, time: 'now' }));
    await server.say('entries', frame({ seq: 3, type: 'of another age', message: 'not for us' }));
    await server.say('entries', frame(entry(4, 'before time', { time: -8.64e15 })));
    await server.say('entries', frame(entry(5, 'after time', { time: 8.65e15 })));
    await server.say('entries', frame(entry(6, 'long after time', { time: Number.MAX_VALUE })));
    await server.say('entries', frame(entry(-1, 'below'), entry(0, 'at naught'), entry(5.5, 'in between')));
    await server.say('entries', frame(entry(7, 'same id', { id: 'message-of-Ben-4' })));
    await server.say('members', { room, count: -3, members: [] });
    await server.say('members', { room, count: 1e300, members: [{ id: '' }, { id: '', username: '' }] });
    await server.say('members', { room, count: 2, members: [{ id: 'ann' }, { id: 'ann' }] });
    await server.say('head', { room, epoch: 'first', head: -1 });
    await server.say('head', { room: '', epoch: '', head: Number.MAX_VALUE });
    await server.say('entries', frame(entry(8, 'understood')));
    await eventually(() => messageOf(page.chat, 'understood'));
    const heard = ['before time', 'after time', 'long after time', 'same id', 'understood'];
    await shows(
      page.chat,
      heard.map((text) => `Ben: ${text}`),
    );
    expect(peopleCount(page.chat)).to.equal('2 people');
    expect(statusWords(page.chat)).to.equal('Online');

    say(page.chat, 'not understood');
    await eventually(() =>
      expect(messageOf(page.chat, 'not understood')).to.have.attribute('data-state', 'failed'),
    );
    for (const text of ['one', 'two', 'three']) {
      say(page.chat, text);
      await isSent(page.chat, text);
    }
    await page.chat.loadOlder();
    expect(conversation(page.chat).slice(0, 5)).to.deep.equal(heard.map((text) => `Ben: ${text}`));
  });

  it('does not clear the messages by a seq out of range', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined() },
      rejoins: { [room]: joined({ mode: 'delta', head: 2, entries: [] }) },
    });
    const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(page.chat);
    await server.say('entries', { room, epoch: 'first', entries: [entry(1, 'one')] });
    await eventually(() => messageOf(page.chat, 'one'));
    await server.say('entries', { room, epoch: 'first', entries: [entry(Number.MAX_VALUE, 'far off')] });
    await server.say('entries', { room, epoch: 'first', entries: [entry(2, 'two')] });
    await eventually(() => messageOf(page.chat, 'two'));
    expect(conversation(page.chat)).to.deep.equal(['Ben: one', 'Ben: two']);
  });
});

describe('a page that waits to reconnect', () => {
  it('reconnects as soon as the machine is online again, whatever its delay', async () => {
    const relay = await ownRelay();
    const page = await Page.open({ 'relay-url': relay.url, room: newRoom(), username: 'Ann' });
    await isOnline(page.chat);
    page.window.longWaits = 'endless';
    await relay.kill();
    await eventually(() => expect(statusWords(page.chat)).to.equal('Reconnecting…'));
    await relay.startAgain();
    page.window.dispatchEvent(new Event('online'));
    await isOnline(page.chat);
    say(page.chat, 'back');
    await isSent(page.chat, 'back');
  });
});
