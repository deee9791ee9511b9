import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { distanceFromEnd, greeting, input, isSent, messageOf, part, shows } from './support/view.ts';

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('a chat that is moved in the document', () => {
  it('keeps its connection, its messages and the typed text', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    say(chat, 'before');
    await isSent(chat, 'before');
    await ben.sees(2);
    input(chat, 'field').value = 'half a sent';

    const statuses: string[] = [];
    chat.addEventListener('chat-status', ({ detail: { status } }) => statuses.push(status));
    stage().append(chat);
    await ben.says('after');
    await shows(chat, [greeting, 'Ann: before', 'Ben: after']);
    expect(statuses).to.be.empty;
    expect(input(chat, 'field').value).to.equal('half a sent');
  });

  it('still shows the newest message', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...lines(30));
    const chat = await openChat({ room });
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    stage().append(chat);
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await ben.says('news');
    await eventually(() => messageOf(chat, 'news'));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });

  it('keeps the position of a reader further up', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...lines(30));
    const chat = await openChat({ room });
    await scrollTo(chat, 400);
    stage().append(chat);
    await eventually(() => expect(part(chat, 'content').scrollTop).to.equal(400));
  });
});

describe('a chat that is removed from the document', () => {
  it('leaves the room, and continues with all messages when it is inserted again', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    say(chat, 'before');
    await isSent(chat, 'before');
    await ben.sees(2);

    chat.remove();
    await ben.sees(1);
    expect(chat.status).to.equal('closed');
    await ben.says('meanwhile');
    stage().append(chat);
    await isOnline(chat);
    await shows(chat, [greeting, 'Ann: before', 'Ben: meanwhile']);
    say(chat, 'after');
    await shows(chat, [greeting, 'Ann: before', 'Ben: meanwhile', 'Ann: after']);
  });

  it('before it was online joins nothing', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = placeChat({ 'relay-url': window.relayUrl, room });
    await chat.updateComplete;
    chat.remove();
    await eventually(() => expect(chat.status).to.equal('closed'));
    const cem = await Person.enter(room, 'Cem');
    await cem.sees(2);
    await ben.sees(2);
  });
});

describe('a chat inside another shadow root', () => {
  it('works, and the page hears its events', async () => {
    const host = stage();
    const inside = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inside);
    const sent: string[] = [];
    host.addEventListener('chat-sent', ({ detail: { message } }) => sent.push(message.message));
    const chat = await openChat({}, inside);
    say(chat, 'from within');
    await shows(chat, [greeting, 'Ann: from within']);
    await eventually(() => expect(sent).to.deep.equal(['from within']));
  });
});
