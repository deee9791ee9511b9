import { expect } from '@open-wc/testing';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { Person } from './support/person.ts';
import { localRelay } from './support/servers.ts';
import { greetingIn, messageOf, part, peopleCount, shows } from './support/view.ts';

describe('on joining a room', () => {
  it('a person sees the server’s greeting', async () => {
    const chat = await openChat();
    await eventually(() => expect(greetingIn(chat)).to.equal('Welcome to the chat'));
  });

  it('a person sees earlier messages', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says('first', 'second');
    const chat = await openChat({ room });
    await shows(chat, ['Ben: first', 'Ben: second']);
    expect(messageOf(chat, 'second')).to.have.attribute('data-seq', '2');
  });

  it('a person sees the number of people, also when others join', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    expect(peopleCount(chat)).to.equal('1 person');
    await Person.enter(room, 'Ben');
    await eventually(() => expect(peopleCount(chat)).to.equal('2 people'));
  });

  it('an empty room without a greeting invites to write', async () => {
    const relay = await localRelay('--greeting', '');
    const chat = await openChat({ 'relay-url': relay });
    expect(part(chat, 'content')).to.have.trimmed.text('No messages yet. Say hello!');
  });
});
