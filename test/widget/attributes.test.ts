import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { localRelay } from './support/servers.ts';
import {
  conversation,
  distanceFromEnd,
  focusedPart,
  greeting,
  input,
  isSent,
  messageOf,
  part,
  parts,
  shows,
} from './support/view.ts';

describe('a setting of the page', () => {
  it('applies as an attribute before the element is in the document', async () => {
    const room = newRoom();
    const chat = await openChat({ room, username: 'Dora', heading: 'Support' });
    expect(part(chat, 'header')).to.contain.text('Support');
    expect(chat).to.include({ room, username: 'Dora', heading: 'Support', relayUrl: window.relayUrl });
    say(chat, 'hello');
    await shows(chat, [greeting, 'Dora: hello']);
  });

  it('applies as a property before the element is in the document', async () => {
    const room = newRoom();
    const chat = document.createElement('realtime-chat');
    Object.assign(chat, { relayUrl: window.relayUrl, room, username: 'Dora', heading: 'Support' });
    stage().append(chat);
    await isOnline(chat);
    expect(part(chat, 'header')).to.contain.text('Support');
    say(chat, 'hello');
    await shows(chat, [greeting, 'Dora: hello']);
  });

  for (const how of ['attributes', 'properties'] as const) {
    it(`applies as ${how} of an element that is already in the document`, async () => {
      const room = newRoom();
      const ben = await Person.enter(room, 'Ben');
      const chat = placeChat({ 'relay-url': 'http://localhost:9' });
      await chat.updateComplete;
      if (how === 'properties') {
        Object.assign(chat, { relayUrl: window.relayUrl, room, username: 'Dora', heading: 'Support' });
      } else {
        chat.setAttribute('relay-url', window.relayUrl);
        chat.setAttribute('room', room);
        chat.setAttribute('username', 'Dora');
        chat.setAttribute('heading', 'Support');
      }
      await isOnline(chat);
      expect(part(chat, 'header')).to.contain.text('Support');
      say(chat, 'hello');
      await shows(chat, [greeting, 'Dora: hello']);
      await eventually(() => expect(ben.heard).to.deep.equal(['Dora: hello']));
    });
  }
});

describe('the room', () => {
  it('is the lobby if the page names none', async () => {
    const relay = await localRelay();
    const ben = await Person.enter('lobby', 'Ben', relay);
    await ben.says('in the lobby');
    const chat = placeChat({ 'relay-url': relay });
    await shows(chat, ['Ben: in the lobby', greeting]);
  });

  it('is left when it changes, and the new one is joined', async () => {
    const [one, other] = [newRoom(), newRoom()];
    const ben = await Person.enter(one, 'Ben');
    const cem = await Person.enter(other, 'Cem');
    await ben.says('in one');
    await cem.says('in the other');
    const chat = await openChat({ room: one });
    await shows(chat, ['Ben: in one', greeting]);
    await ben.sees(2);

    chat.setAttribute('room', other);
    await shows(chat, ['Cem: in the other', greeting]);
    await ben.sees(1);
    await ben.says('not heard any more');
    say(chat, 'hello');
    await shows(chat, ['Cem: in the other', greeting, 'Ann: hello']);
    await eventually(() => expect(cem.heard.at(-1)).to.equal('Ann: hello'));
    await ben.says('behind it');
    await eventually(() => expect(ben.heard.at(-1)).to.equal('Ben: behind it'));
    expect(ben.heard).not.to.include('Ann: hello');
  });

  it('opens at its newest message after a change, with nothing unread', async () => {
    const [one, other] = [newRoom(), newRoom()];
    const ben = await Person.enter(one, 'Ben');
    await ben.says(...Array.from({ length: 30 }, (_, index) => `one ${index}`));
    const cem = await Person.enter(other, 'Cem');
    await cem.says(...Array.from({ length: 30 }, (_, index) => `other ${index}`));
    const chat = await openChat({ room: one });
    await scrollTo(chat, 300);
    await ben.says('unread');
    await eventually(() => expect(chat.unread).to.equal(1));

    chat.room = other;
    await eventually(() => messageOf(chat, 'other 29'));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    expect(chat.unread).to.equal(0);
  });

  it('of one chat does not mix with that of another chat on the page', async () => {
    const place = stage();
    const one = await openChat({ username: 'Ann' }, place);
    const other = await openChat({ username: 'Ben' }, place);
    say(one, 'in one');
    say(other, 'in the other');
    await shows(one, [greeting, 'Ann: in one']);
    await shows(other, [greeting, 'Ben: in the other']);
    say(one, 'again');
    await shows(one, [greeting, 'Ann: in one', 'Ann: again']);
    say(other, 'behind it');
    await isSent(other, 'behind it');
    expect(conversation(other)).to.deep.equal(['Ben: in the other', 'Ben: behind it']);
  });
});

describe('readonly', () => {
  it('shows the messages without the composer', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room, readonly: '' });
    await ben.says('for all to read');
    await shows(chat, [greeting, 'Ben: for all to read']);
    for (const name of ['composer', 'name', 'field', 'send']) expect(parts(chat, name).length).to.equal(0);
    chat.focus();
    expect(focusedPart(chat)).to.equal('content');
  });

  it('can be switched off', async () => {
    const chat = await openChat({ readonly: '' });
    chat.readonly = false;
    await chat.updateComplete;
    expect(input(chat, 'name').value).to.equal('Ann');
    say(chat, 'now I may');
    await shows(chat, [greeting, 'Ann: now I may']);
  });
});

describe('the name', () => {
  it('may be a number, since frameworks may pass one', async () => {
    const chat = document.createElement('realtime-chat');
    Object.assign(chat, { relayUrl: window.relayUrl, room: newRoom(), username: 7 });
    stage().append(chat);
    await isOnline(chat);
    say(chat, 'hello');
    await shows(chat, [greeting, '7: hello']);
  });
});

describe('the heading', () => {
  it('names the chat, also to assistive technology, and may change', async () => {
    const chat = await openChat();
    expect(part(chat, 'header').querySelector('h2')).to.have.text('Chat');
    chat.heading = 'Support';
    await chat.updateComplete;
    expect(part(chat, 'header').querySelector('h2')).to.have.text('Support');
    expect(part(chat, 'header').closest('section')).to.have.attribute('aria-label', 'Support');
  });
});

describe('the language', () => {
  it('of a page may be an invalid tag', async () => {
    const place = stage();
    place.lang = 'en_US';
    const chat = await openChat({}, place);
    say(chat, 'hello');
    await shows(chat, [greeting, 'Ann: hello']);
  });

  it('of the page is the language of times', async () => {
    const place = stage();
    place.lang = 'ar-EG';
    const room = newRoom();
    await (await Person.enter(room, 'Ben')).says('hello');
    const chat = placeChat({ 'relay-url': window.relayUrl, room }, place);
    await eventually(() => expect(parts(chat, 'message').length).to.equal(1));
    expect(part(chat, 'time').textContent).to.match(/[٠-٩]/);
  });
});
