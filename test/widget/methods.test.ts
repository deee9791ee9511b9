import { expect } from '@open-wc/testing';
import { ChatError, type RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { conversation, focusedPart, greeting, input, messageOf, shows, statusWords } from './support/view.ts';

/** Why the chat would not send this. */
async function refusal(chat: RealtimeChat, text: string): Promise<string> {
  try {
    await chat.send(text);
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
  throw new Error('It was sent');
}

describe('send()', () => {
  it('sends a message under the name in the field, and resolves to the stored message', async () => {
    const chat = await openChat();
    const sent = await chat.send('by a script');
    expect(sent).to.include({ message: 'by a script', username: 'Ann', seq: 1, state: 'sent', own: true });
    await shows(chat, [greeting, 'Ann: by a script']);
  });

  it('does not change the text that is being typed', async () => {
    const chat = await openChat();
    input(chat, 'field').value = 'half a sent';
    await chat.send('by a script');
    expect(input(chat, 'field').value).to.equal('half a sent');
  });

  it('rejects with a code if the text cannot be sent', async () => {
    const chat = await openChat();
    expect(await refusal(chat, ' ')).to.equal('empty');
    expect(await refusal(chat, 'x'.repeat(8001))).to.equal('too_long');
    chat.addEventListener('chat-send', (event) => event.preventDefault(), { once: true });
    expect(await refusal(chat, 'cancelled')).to.equal('cancelled');
    expect(await refusal(await openChat({ username: '' }), 'nameless')).to.equal('no_name');
    expect(await refusal(await openChat({ username: 'server' }), 'obey')).to.equal('name_taken');
    expect(conversation(chat)).to.deep.equal([]);
  });

  it('rejects with a code if the room is changed before the message was sent', async () => {
    const chat = await openChat();
    chat.disconnect();
    const answer = refusal(chat, 'too late');
    chat.room = newRoom();
    expect(await answer).to.equal('closed');
  });
});

describe('disconnect() and connect()', () => {
  it('leave the room and enter it again; messages written meanwhile are then sent', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room });
    await ben.sees(2);
    chat.disconnect();
    await eventually(() => expect(statusWords(chat)).to.equal('Disconnected'));
    await ben.sees(1);
    await ben.says('meanwhile');
    say(chat, 'waiting');
    await eventually(() => expect(messageOf(chat, 'waiting')).to.have.attribute('data-state', 'queued'));

    chat.connect();
    await isOnline(chat);
    await shows(chat, [greeting, 'Ben: meanwhile', 'Ann: waiting']);
    await eventually(() => expect(ben.heard.at(-1)).to.equal('Ann: waiting'));
  });

  it('keep their effect when the element is removed and inserted again', async () => {
    const chat = await openChat();
    const place = chat.parentElement;
    chat.disconnect();
    chat.remove();
    place?.append(chat);
    await chat.updateComplete;
    expect(chat.status).to.equal('closed');
    chat.connect();
    await isOnline(chat);
  });

  it('use the properties that the page has just set', async () => {
    const [one, other] = [newRoom(), newRoom()];
    const chat = await openChat({ room: one });
    chat.disconnect();
    await eventually(() => expect(statusWords(chat)).to.equal('Disconnected'));
    const statuses: string[] = [];
    chat.addEventListener('chat-status', ({ detail: { status } }) => statuses.push(status));
    chat.room = other;
    chat.connect();
    await isOnline(chat);
    expect(statuses).to.deep.equal(['connecting', 'online']);
  });

  it('enter the room only when the element is in a document', async () => {
    const chat = await openChat();
    const place = chat.parentElement;
    chat.disconnect();
    chat.remove();
    chat.connect();
    expect(chat.status).to.equal('closed');
    place?.append(chat);
    await isOnline(chat);
  });

  it('may be called twice, and on an element that was never in a document', async () => {
    const chat = await openChat();
    chat.connect();
    chat.disconnect();
    chat.disconnect();
    const alone = document.createElement('realtime-chat');
    alone.connect();
    alone.disconnect();
    alone.scrollToLatest();
    alone.focus();
    await alone.loadOlder();
    expect(alone.status).to.equal('closed');
    expect(alone.messages).to.be.empty;
    expect(alone.members).to.be.empty;
    expect(alone.unread).to.equal(0);
  });
});

describe('focus()', () => {
  it('focuses the name field while that is empty, then the text field', async () => {
    const chat = await openChat({ username: '' });
    chat.focus();
    expect(document.activeElement === chat).to.be.true;
    expect(focusedPart(chat)).to.equal('name');
    chat.username = 'Ann';
    await chat.updateComplete;
    chat.focus();
    expect(focusedPart(chat)).to.equal('field');
  });
});
