import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { focusedPart, greeting, input, isIn, part, shows } from './support/view.ts';

const problem = (chat: RealtimeChat): string => part(chat, 'problem').textContent.trim();

async function isToldAtName(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(problem(chat)).to.equal('This name is taken. Please choose another.'));
}

/** A name that is refused before this is there is told at the next message. */
async function hasLoadedRest(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(chat.conversation.afterJoin).to.exist);
}

/** Types this name, and leaves its field. */
function choose(chat: RealtimeChat, name: string): void {
  type(chat, 'name', name);
  input(chat, 'name').dispatchEvent(new Event('change'));
}

function codesOf(chat: RealtimeChat): string[] {
  const codes: string[] = [];
  chat.addEventListener('chat-error', ({ detail }) => codes.push(detail.code));
  return codes;
}

describe('a name that was refused', () => {
  const now = performance.now.bind(performance);
  afterEach(() => {
    performance.now = now;
  });

  it('can be used once the person who had it has left', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const chat = await openOther({ room, username: '' });
    await hasLoadedRest(chat);
    choose(chat, 'Ann');
    await isToldAtName(chat);
    ann.remove();
    await eventually(() => expect(chat.members.map(({ username }) => username)).not.to.include('Ann'));
    say(chat, 'hello');
    await shows(chat, [greeting, 'Ann: hello']);
  });

  it('is asked for again if it is chosen again after another one', async () => {
    const room = newRoom();
    await Person.enter(room, 'Ann');
    const chat = await openChat({ room, username: '' });
    await hasLoadedRest(chat);
    const codes = codesOf(chat);
    choose(chat, 'Ann');
    await isToldAtName(chat);
    choose(chat, 'Bea');
    await eventually(() => expect(chat.members.map(({ username }) => username)).to.include('Bea'));
    choose(chat, 'Ann');
    await eventually(() => expect(codes).to.deep.equal(['name_taken', 'name_taken']));
    await isToldAtName(chat);
  });

  it('marks no other name: a message that waited under it fails, and the focus stays', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    chat.disconnect();
    say(chat, 'hello');
    choose(chat, 'Bea');
    part(chat, 'field').focus();
    await Person.enter(room, 'Ann');
    chat.connect();
    await isIn(chat, 'hello', 'failed');
    await chat.updateComplete;
    expect(input(chat, 'name')).not.to.have.attribute('aria-invalid');
    expect(focusedPart(chat)).to.equal('field');
  });

  it('is the same one with other blanks in it: the next message stays in the field', async () => {
    const room = newRoom();
    await Person.enter(room, 'Ann B');
    const chat = await openChat({ room, username: '' });
    await hasLoadedRest(chat);
    type(chat, 'field', 'hello');
    type(chat, 'name', 'Ann  B');
    clickSend(chat);
    await isIn(chat, 'hello', 'failed');
    await isToldAtName(chat);
    say(chat, 'again');
    expect(input(chat, 'field').value).to.equal('again');
  });

  it('is told to the page again if a message under it is refused later', async () => {
    const room = newRoom();
    await Person.enter(room, 'Ann');
    const chat = await openChat({ room, username: '' });
    await hasLoadedRest(chat);
    const codes = codesOf(chat);
    choose(chat, 'Ann');
    await isToldAtName(chat);
    performance.now = () => now() + 60_000;
    const error: unknown = await chat.send('by the page').catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'name_taken');
    expect(codes).to.deep.equal(['name_taken', 'name_taken']);
  });

  it('is shown once, however often the client connects again', async () => {
    const room = newRoom();
    await Person.enter(room, 'Ann');
    const chat = await openChat({ room, username: '' });
    await hasLoadedRest(chat);
    choose(chat, 'Ann');
    await isToldAtName(chat);
    type(chat, 'field', 'half a sentence');
    await eventually(() => expect(problem(chat)).to.equal(''));
    chat.disconnect();
    chat.connect();
    await isOnline(chat);
    await chat.updateComplete;
    expect(problem(chat)).to.equal('');
  });
});
