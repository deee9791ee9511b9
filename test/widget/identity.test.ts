import { expect } from '@open-wc/testing';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { greeting, isSent, messageOf, peopleCount, shows } from './support/view.ts';

const place = (room: string): Record<string, string> => ({
  'relay-url': window.relayUrl,
  room,
  username: 'Ann',
});

describe('a person', () => {
  it('stays the same after a reload: their messages are their own, and no other member appears', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const page = await Page.open(place(room));
    await isOnline(page.chat);
    say(page.chat, 'before');
    await isSent(page.chat, 'before');
    const [before] = page.chat.messages.filter(({ own }) => own);

    await page.reload();
    await isOnline(page.chat);
    await shows(page.chat, ['Ann: before', greeting]);
    expect(messageOf(page.chat, 'before')).to.have.attribute('data-own');
    say(page.chat, 'after');
    await isSent(page.chat, 'after');
    expect(page.chat.messages.at(-1)?.sender).to.equal(before?.sender);
    await ben.sees(2);
    await eventually(() => expect(peopleCount(page.chat)).to.equal('2 people'));
  });

  it('is one member in two pages, also if both are opened for the first time at once', async () => {
    const room = newRoom();
    const [one, two] = await Promise.all([Page.open(place(room)), Page.open(place(room))]);
    await Promise.all([isOnline(one.chat), isOnline(two.chat)]);
    for (const { chat } of [one, two]) await eventually(() => expect(peopleCount(chat)).to.equal('1 person'));

    say(one.chat, 'from one page');
    say(two.chat, 'from the other');
    for (const { chat } of [one, two]) {
      for (const text of ['from one page', 'from the other']) {
        await isSent(chat, text);
        expect(messageOf(chat, text)).to.have.attribute('data-own');
      }
      await eventually(() => expect(peopleCount(chat)).to.equal('1 person'));
    }
    await one.reload();
    await isOnline(one.chat);
    await eventually(() => expect(peopleCount(two.chat)).to.equal('1 person'));
  });
});
