import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { errorCodesOf, isOnline, newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, press, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import {
  buttonOf,
  descriptionOf,
  focusedPart,
  greeting,
  input,
  isIn,
  isSent,
  part,
  says,
  shows,
} from './support/view.ts';

const problem = (chat: RealtimeChat): string => part(chat, 'problem').textContent.trim();

async function isToldAtName(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(problem(chat)).to.equal('This name is taken. Please choose another.'));
}

/** Types this name, and leaves its field. */
function choose(chat: RealtimeChat, name: string): void {
  type(chat, 'name', name);
  input(chat, 'name').dispatchEvent(new Event('change'));
}

/** A chat whose person has no name yet, in a room with somebody of this name. */
async function openBeside(taken: string): Promise<RealtimeChat> {
  const room = newRoom();
  await Person.enter(room, taken);
  return openChat({ room, username: '' });
}

describe('a name that somebody else in the room has', () => {
  it('is told once, at its field: sending leads there, with the name selected, and another name sends', async () => {
    const chat = await openBeside('Ann');
    const codes = errorCodesOf(chat);
    type(chat, 'name', 'Ann');
    part(chat, 'field').focus();
    input(chat, 'name').dispatchEvent(new Event('change'));
    await says(chat, 'This name is taken. Please choose another.');
    expect(focusedPart(chat)).to.equal('field');
    say(chat, 'hello');
    await eventually(() => expect(focusedPart(chat)).to.equal('name'));
    const name = input(chat, 'name');
    expect([name.selectionStart, name.selectionEnd]).to.deep.equal([0, 3]);
    expect(input(chat, 'field').value).to.equal('hello');
    expect(descriptionOf(name)).to.equal('This name is taken. Please choose another.');
    type(chat, 'name', 'Zoë');
    press(name, 'Enter');
    await shows(chat, [greeting, 'Zoë: hello']);
    expect(focusedPart(chat)).to.equal('field');
    expect(codes).to.deep.equal(['name_taken']);
  });

  it('is told once if the message is on its way already, and the focus goes to the name', async () => {
    const chat = await openBeside('Ann');
    const codes = errorCodesOf(chat);
    type(chat, 'field', 'hello');
    type(chat, 'name', 'Ann');
    // What a browser does when the person clicks the button right after the last letter.
    input(chat, 'name').dispatchEvent(new Event('change'));
    clickSend(chat);
    await eventually(() => expect(focusedPart(chat)).to.equal('name'));
    const name = input(chat, 'name');
    expect([name.selectionStart, name.selectionEnd]).to.deep.equal([0, 3]);
    await isIn(chat, 'hello', 'failed');
    expect(codes).to.deep.equal(['name_taken']);
    type(chat, 'name', 'Zoë');
    say(chat, 'again');
    await isSent(chat, 'again');
    (await buttonOf(chat, 'hello', 'Try again')).click();
    await isSent(chat, 'hello');
    expect(codes).to.deep.equal(['name_taken']);
  });
});

describe('a name that was refused', () => {
  const now = performance.now.bind(performance);
  afterEach(() => {
    performance.now = now;
  });

  it('can be used once the person who had it has left', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const chat = await openOther({ room, username: '' });
    choose(chat, 'Ann');
    await isToldAtName(chat);
    ann.remove();
    await eventually(() => expect(chat.members.map(({ username }) => username)).not.to.include('Ann'));
    say(chat, 'hello');
    await shows(chat, [greeting, 'Ann: hello']);
  });

  it('is asked for again if it is chosen again after another one', async () => {
    const chat = await openBeside('Ann');
    const codes = errorCodesOf(chat);
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
    const chat = await openBeside('Ann B');
    type(chat, 'field', 'hello');
    type(chat, 'name', 'Ann  B');
    clickSend(chat);
    await isIn(chat, 'hello', 'failed');
    await isToldAtName(chat);
    say(chat, 'again');
    expect(input(chat, 'field').value).to.equal('again');
  });

  it('is told to the page again if a message under it is refused later', async () => {
    const chat = await openBeside('Ann');
    const codes = errorCodesOf(chat);
    choose(chat, 'Ann');
    await isToldAtName(chat);
    performance.now = () => now() + 60_000;
    const error: unknown = await chat.send('by the page').catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'name_taken');
    expect(codes).to.deep.equal(['name_taken', 'name_taken']);
  });

  it('is shown once, however often the client connects again', async () => {
    const chat = await openBeside('Ann');
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
