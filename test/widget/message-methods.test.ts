import { expect } from '@open-wc/testing';
import { type ChatEventMap, ChatError, type ChatMessage, type RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, openTwo, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, clickSend, openMenu, remove, type } from './support/hands.ts';
import { isShown, placeLauncher } from './support/launcher.ts';
import { openModerated } from './support/moderation.ts';
import { Person } from './support/person.ts';
import { bannerWords, conversation, input, messageOf, quoteOf, reactionsOf } from './support/view.ts';

type Cancelable = 'chat-edit' | 'chat-delete' | 'chat-react' | 'chat-report';

/** The details of these events. The page cancels each, if it is told to. */
function heard<N extends Cancelable>(
  chat: RealtimeChat,
  name: N,
  cancels = false,
): ChatEventMap[N]['detail'][] {
  const details: ChatEventMap[N]['detail'][] = [];
  const listener = (event: ChatEventMap[N]): void => {
    expect([event.bubbles, event.composed, event.cancelable]).to.deep.equal([true, true, true]);
    if (cancels) event.preventDefault();
    details.push(event.detail);
  };
  // What the DOM's types know of custom events does not follow the name.
  chat.addEventListener(name, listener as EventListener);
  return details;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
  throw new Error('It was done');
}

function find(chat: RealtimeChat, text: string): Promise<ChatMessage> {
  return eventually(() => {
    const found = chat.messages.find(({ message }) => message === text);
    if (!found) throw new Error(`There is no ${text}`);
    return found;
  });
}

/** Ann and Ben; both see a message of Ann's. */
async function openWith(
  text: string,
): Promise<{ ann: RealtimeChat; ben: RealtimeChat; message: ChatMessage }> {
  const { ann, ben } = await openTwo();
  const message = await ann.send(text);
  await eventually(() => messageOf(ben, text));
  return { ann, ben, message };
}

describe('react()', () => {
  it('adds an emoji to a message, and removes it', async () => {
    const { ann, ben, message } = await openWith('hello');
    await ben.react(message.seq ?? 0, '👍');
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.deep.equal(['👍 1']));
    expect(reactionsOf(ben, 'hello')).to.deep.equal(['👍 1*']);
    await ben.react(message.id, '👍');
    expect(reactionsOf(ben, 'hello')).to.deep.equal(['👍 1*']);
    await ben.react(message, '👍', false);
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.be.empty);
  });

  it('rejects with the relay’s refusal, and takes the emoji back', async () => {
    const { ann, message } = await openWith('hello');
    expect(await refusal(ann.react(message, 'no emoji'))).to.equal('invalid');
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.be.empty);
  });
});

describe('edit()', () => {
  it('changes the text of a message', async () => {
    const { ann, ben, message } = await openWith('helo');
    await ann.edit(message, 'hello');
    await eventually(() => messageOf(ben, 'hello'));
    messageOf(ann, 'hello');
  });

  it('rejects if the text cannot be sent, or the message is another person’s', async () => {
    const { ann, ben, message } = await openWith('hello');
    const events = heard(ann, 'chat-edit');
    expect(await refusal(ann.edit(message, ' '))).to.equal('empty');
    expect(await refusal(ann.edit(message, 'x'.repeat(8001)))).to.equal('too_long');
    expect(events).to.be.empty;
    expect(await refusal(ben.edit(message.id, 'not mine'))).to.equal('forbidden');
    await eventually(() => messageOf(ben, 'hello'));
  });
});

describe('delete()', () => {
  it('removes the text of a message', async () => {
    const { ann, ben, message } = await openWith('hello');
    await ann.delete(message.id);
    await eventually(() => messageOf(ben, 'Message deleted'));
  });
});

describe('send() with a reply', () => {
  it('answers a message, and says so before', async () => {
    const { ann, ben, message } = await openWith('a question');
    const sending: (ChatMessage | undefined)[] = [];
    ben.addEventListener('chat-send', ({ detail }) => sending.push(detail.reply));
    const answer = await ben.send('an answer', { reply: message.seq });
    expect(answer.reply).to.equal(message.seq);
    expect(sending.map((each) => each?.message)).to.deep.equal(['a question']);
    await eventually(() => expect(quoteOf(ann, 'an answer')).to.contain.text('a question'));
    await ann.send('no answer', { reply: undefined });
    await ann.send('my own', { reply: message });
    await eventually(() => expect(quoteOf(ben, 'my own')).to.contain.text('a question'));
  });

  it('rejects if there is no such message', async () => {
    const chat = await openChat();
    expect(await refusal(chat.send('to nobody', { reply: 'no id' }))).to.equal('not_found');
    expect(conversation(chat)).to.deep.equal([]);
  });
});

describe('report()', () => {
  it('reports a message to the moderators; the reason is for the page alone', async () => {
    const { mona, ann } = await openModerated();
    await mona.send('hello');
    const message = await find(ann, 'hello');
    const reports = heard(ann, 'chat-report');
    await ann.report(message, 'it is rude');
    await eventually(() => expect(mona.conversation.room?.queueCount).to.equal(1));
    await ann.report(message);
    expect(reports).to.deep.equal([{ message, reason: 'it is rude' }, { message }]);
  });
});

describe('the methods for messages', () => {
  const calls: Record<Cancelable, (chat: RealtimeChat, target: string | number) => Promise<void>> = {
    'chat-react': (chat, target) => chat.react(target, '👍'),
    'chat-edit': (chat, target) => chat.edit(target, 'changed'),
    'chat-delete': (chat, target) => chat.delete(target),
    'chat-report': (chat, target) => chat.report(target),
  };
  const names: Cancelable[] = ['chat-react', 'chat-edit', 'chat-delete', 'chat-report'];

  for (const name of names) {
    it(`reject if there is no such message, or if it is not stored yet: ${name}`, async () => {
      const chat = await openChat();
      const events = heard(chat, name);
      await chat.conversation.whenLoaded();
      chat.disconnect();
      void chat.send('not stored').catch(() => {});
      const { id } = await find(chat, 'not stored');
      for (const target of [id, 'no id', 4711])
        expect(await refusal(calls[name](chat, target))).to.equal('not_found');
      expect(events).to.be.empty;
    });

    it(`reject with cancelled if the page cancels ${name}, and nothing changes`, async () => {
      const { ann, ben, message } = await openWith('hello');
      const events = heard(ann, name, true);
      expect(await refusal(calls[name](ann, message.id))).to.equal('cancelled');
      expect(events.map((detail) => detail.message.id)).to.deep.equal([message.id]);
      await ann.send('later');
      await eventually(() => messageOf(ben, 'later'));
      expect(conversation(ben).slice(-2)).to.deep.equal(['Ann: hello', 'Ann: later']);
      expect(reactionsOf(ben, 'hello')).to.be.empty;
    });
  }

  it('reject with closed on an element that is not connected', async () => {
    const chat = await openChat();
    await chat.send('hello');
    chat.disconnect();
    const alone = document.createElement('realtime-chat');
    for (const each of [chat, alone]) expect(await refusal(each.react(1, '👍'))).to.equal('closed');
  });

  it('wait until the relay can be reached', async () => {
    const { room } = await openFilled(3);
    const chat = placeChat({ 'relay-url': window.relayUrl, room, username: 'Ann' });
    expect(chat.status).to.equal('closed');
    await chat.updateComplete;
    await chat.goTo(2);
    expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, 'line 2'));
  });
});

describe('a person’s change by the menu', () => {
  it('is announced by an event, and is not made if the page cancels it', async () => {
    const { ann, ben, message } = await openWith('hello');
    const reacted = heard(ann, 'chat-react', true);
    const deleted = heard(ann, 'chat-delete', true);
    const edited = heard(ann, 'chat-edit', true);
    const reported = heard(ben, 'chat-report', true);
    await openMenu(ann, 'hello');
    [...(ann.shadowRoot?.querySelectorAll<HTMLElement>('[role="menuitemcheckbox"]') ?? [])][0]?.click();
    await remove(ann, 'hello');
    await choose(ben, 'hello', 'Report');
    await choose(ann, 'hello', 'Edit');
    type(ann, 'field', 'changed');
    clickSend(ann);

    const { id } = message;
    expect(reacted.map(({ message, emoji, on }) => [message.id, emoji, on])).to.deep.equal([
      [id, '👍', true],
    ]);
    expect(deleted.map(({ message }) => message.id)).to.deep.equal([id]);
    expect(reported.map(({ message }) => message.id)).to.deep.equal([id]);
    expect(edited.map(({ message, text }) => [message.id, text])).to.deep.equal([[id, 'changed']]);
    // The text is still there, to be saved once more.
    expect(input(ann, 'field').value).to.equal('changed');
    await ann.send('later');
    await eventually(() => messageOf(ben, 'later'));
    expect(conversation(ben).slice(-2)).to.deep.equal(['Ann: hello', 'Ann: later']);
    expect([bannerWords(ann), bannerWords(ben)]).to.deep.equal(['', '']);
  });

  it('is announced when a reaction below the message is pressed', async () => {
    const { ann, ben, message } = await openWith('hello');
    await ben.react(message.id, '👍');
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.deep.equal(['👍 1']));
    const reacted = heard(ann, 'chat-react');
    messageOf(ann, 'hello').querySelector<HTMLElement>('[part~="reaction"]')?.click();
    await eventually(() => expect(reactionsOf(ben, 'hello')).to.deep.equal(['👍 2*']));
    expect(reacted.map(({ emoji, on }) => [emoji, on])).to.deep.equal([['👍', true]]);
  });
});

/** A room in which Ben has said so many lines. */
async function openFilled(count: number): Promise<{ room: string }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: count }, (_, index) => `line ${index + 1}`));
  return { room };
}

describe('goTo()', () => {
  it('shows, highlights and focuses a message, however old', async () => {
    const { room } = await openFilled(130);
    const chat = await openChat({ room });
    for (const [target, text] of [
      [3, 'line 3'],
      [() => chat.messages.find(({ message }) => message === 'line 77')?.id ?? '', 'line 77'],
      [() => chat.messages.find(({ message }) => message === 'line 129') ?? '', 'line 129'],
    ] as const) {
      await chat.goTo(typeof target === 'function' ? target() : target);
      const item = messageOf(chat, text);
      expect(item).to.have.attribute('data-marked');
      expect(chat.shadowRoot?.activeElement).to.equal(item);
      const { top, bottom } = item.getBoundingClientRect();
      const pane = chat.content?.getBoundingClientRect();
      expect(top).to.be.at.least(pane?.top ?? Infinity);
      expect(bottom).to.be.at.most(pane?.bottom ?? 0);
    }
  });

  it('rejects if there is no such message, tells the reader, and loads nothing older than it', async () => {
    const { room } = await openFilled(130);
    const chat = await openChat({ room });
    await eventually(() => messageOf(chat, 'line 130'));
    expect(await refusal(chat.goTo(4711))).to.equal('not_found');
    expect(chat.messages.length).to.be.below(60);
    await eventually(() => expect(bannerWords(chat)).to.equal('The message is no longer kept'));
    expect(await refusal(chat.goTo('no id'))).to.equal('not_found');
  });

  it('opens a launcher', async () => {
    const { room } = await openFilled(30);
    const chat = await placeLauncher({ room });
    await chat.goTo(4);
    expect(isShown(chat)).to.be.true;
    expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, 'line 4'));
  });
});
