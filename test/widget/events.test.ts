import { expect, oneEvent } from '@open-wc/testing';
import type { ChatEventDetails, ChatEventMap } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { conversation, greeting, input, messageOf, shows } from './support/view.ts';

type Name = keyof ChatEventMap;

/** The event's details, as the whole page hears them. */
function heard<N extends Name>(name: N): ChatEventDetails[N][] {
  const details: ChatEventDetails[N][] = [];
  const listener = (event: ChatEventMap[N]): void => {
    expect(event.bubbles, 'bubbles').to.be.true;
    expect(event.composed, 'composed').to.be.true;
    expect(event.cancelable, 'cancelable').to.equal(name === 'chat-send');
    expect(event.target instanceof HTMLElement && event.target.localName).to.equal('realtime-chat');
    details.push(event.detail);
  };
  // What the DOM's types know of custom events does not follow the name.
  document.addEventListener(name, listener as EventListener);
  endings.push(() => document.removeEventListener(name, listener as EventListener));
  return details;
}

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

describe('the page gets an event for', () => {
  it('each change of the status', async () => {
    const statuses = heard('chat-status');
    const chat = await openChat();
    expect(statuses).to.deep.equal([
      { status: 'connecting', previous: 'closed' },
      { status: 'online', previous: 'connecting' },
    ]);
    expect(chat.status).to.equal('online');
    chat.disconnect();
    expect(statuses.at(-1)).to.deep.equal({ status: 'closed', previous: 'online' });
  });

  it('each message that arrives, from any sender', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says('before');
    const messages = heard('chat-message');
    const chat = await openChat({ room });
    await ben.says('from Ben');
    await eventually(() => expect(messages).to.have.lengthOf(1));
    expect(messages[0]?.message).to.include({ message: 'from Ben', username: 'Ben', seq: 2, own: false });
    say(chat, 'from Ann');
    await eventually(() => expect(messages).to.have.lengthOf(2));
    expect(messages[1]?.message).to.include({ message: 'from Ann', username: 'Ann', seq: 3, own: true });
    expect(chat.messages.map(({ message }) => message)).to.deep.equal(['before', 'from Ben', 'from Ann']);
  });

  it('a message that is about to be sent, and once when it is stored', async () => {
    const sending = heard('chat-send');
    const sent = heard('chat-sent');
    const chat = await openChat();
    say(chat, 'hello');
    expect(sending).to.deep.equal([{ message: 'hello', username: 'Ann' }]);
    await eventually(() => expect(sent).to.have.lengthOf(1));
    const { id } = (await eventually(() => messageOf(chat, 'hello'))).dataset;
    expect(sent[0]?.message).to.include({
      id,
      message: 'hello',
      username: 'Ann',
      state: 'sent',
      seq: 1,
      own: true,
    });
    say(chat, 'bye');
    await eventually(() =>
      expect(sent.map(({ message }) => message.message)).to.deep.equal(['hello', 'bye']),
    );
  });

  it('a change of the people in the room', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const members = heard('chat-members');
    const chat = await openChat({ room });
    expect(members.at(-1)?.count).to.equal(2);
    expect(chat.members.map(({ username }) => username)).to.include('Ben');
    await Person.enter(room, 'Cem');
    await eventually(() => expect(members.at(-1)?.count).to.equal(3));
    await ben.sees(3);
    expect(members.at(-1)?.members.map(({ username }) => username)).to.include.members(['Ben', 'Cem']);
  });

  it('an error of the relay URL', async () => {
    const errors = heard('chat-error');
    placeChat({ 'relay-url': 'http://' });
    await eventually(() => expect(errors.map(({ code }) => code)).to.deep.equal(['bad_url']));
  });

  it('all of these across shadow roots', async () => {
    const inside = document.createElement('div');
    stage().attachShadow({ mode: 'open' }).append(inside);
    const told = oneEvent(document, 'chat-status');
    const chat = await openChat({}, inside);
    await told;
    expect(chat.getRootNode() === document).to.be.false;
  });
});

describe('a page that cancels chat-send', () => {
  it('stops the message: nothing is sent, and the text stays', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    const forbid = (event: Event): void => event.preventDefault();
    chat.addEventListener('chat-send', forbid);
    type(chat, 'field', 'a bad word');
    clickSend(chat);
    await chat.updateComplete;
    expect(conversation(chat)).to.deep.equal([]);
    expect(input(chat, 'field').value).to.equal('a bad word');

    chat.removeEventListener('chat-send', forbid);
    say(chat, 'a good word');
    await shows(chat, [greeting, 'Ann: a good word']);
    await eventually(() => expect(ben.heard).to.deep.equal(['Ann: a good word']));
  });
});

describe('a chat that has ended', () => {
  it('fires no more events', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    chat.disconnect();
    const messages = heard('chat-message');
    await ben.says('to nobody');
    chat.connect();
    await isOnline(chat);
    // What was said meanwhile comes with the return, as one thing after another.
    await eventually(() =>
      expect(messages.map(({ message }) => message.message)).to.deep.equal(['to nobody']),
    );
  });
});
