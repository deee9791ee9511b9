import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { copyText, pressPaste } from './support/clipboard.ts';
import { say, type } from './support/hands.ts';
import { Page } from './support/page.ts';
import { conversation, greeting, input, isSent, part, says, shows } from './support/view.ts';

const place = (room: string): Record<string, string> => ({
  'relay-url': window.relayUrl,
  room,
  username: 'Ann',
});

describe('an unfinished message', () => {
  it('is still in the field after a reload, with the height of its text', async () => {
    const page = await Page.open(place(newRoom()));
    type(page.chat, 'field', 'not\nquite\nfinished');
    const { blockSize } = input(page.chat, 'field').style;
    await page.reload();
    expect(input(page.chat, 'field').value).to.equal('not\nquite\nfinished');
    expect(input(page.chat, 'field').style.blockSize).to.equal(blockSize);
    await isOnline(page.chat);
    expect(conversation(page.chat)).to.deep.equal([]);
  });

  it('has the height of its text if the chat is shown later or becomes narrower', async () => {
    const room = newRoom();
    const page = await Page.open({ ...place(room), layout: 'launcher' });
    page.chat.open = true;
    await isOnline(page.chat);
    type(page.chat, 'field', 'not\nquite\nfinished');
    const height = (): number => input(page.chat, 'field').offsetHeight;
    const asHighAsText = height();
    expect(asHighAsText).to.be.above(50);
    await page.reload();
    expect(input(page.chat, 'field').value).to.equal('not\nquite\nfinished');
    expect(height()).to.equal(0);
    page.chat.open = true;
    await eventually(() => expect(height()).to.equal(asHighAsText));

    const outer = stage();
    outer.hidden = true;
    const chat = await openChat({ room }, outer);
    expect(input(chat, 'field').value).to.equal('not\nquite\nfinished');
    outer.hidden = false;
    await eventually(() => expect(input(chat, 'field').offsetHeight).to.equal(asHighAsText));
    type(chat, 'field', 'words that one line has room for, as long as it is long enough');
    const long = input(chat, 'field').offsetHeight;
    outer.style.inlineSize = '260px';
    await eventually(() => expect(input(chat, 'field').offsetHeight).to.be.above(long + 10));
  });

  it('is gone after it was sent, also after a reload', async () => {
    const page = await Page.open(place(newRoom()));
    await isOnline(page.chat);
    type(page.chat, 'field', 'finished');
    say(page.chat, 'finished');
    await isSent(page.chat, 'finished');
    await page.reload();
    await shows(page.chat, ['Ann: finished', greeting]);
    expect(input(page.chat, 'field').value).to.equal('');
  });

  it('is still there after a reload if it could not be sent without a name', async () => {
    const page = await Page.open({ ...place(newRoom()), username: '' });
    say(page.chat, 'from nobody');
    await says(page.chat, 'Please type your name');
    await page.reload();
    expect(input(page.chat, 'field').value).to.equal('from nobody');
  });

  it('belongs to its room: another room has its own draft', async () => {
    const [first, second] = [newRoom(), newRoom()];
    const chat = await openChat({ room: first });
    type(chat, 'field', 'for the first room');
    chat.room = second;
    await eventually(() => expect(input(chat, 'field').value).to.equal(''));
    type(chat, 'field', 'for the second room');
    chat.room = first;
    await eventually(() => expect(input(chat, 'field').value).to.equal('for the first room'));
    chat.room = second;
    await eventually(() => expect(input(chat, 'field').value).to.equal('for the second room'));

    const page = await Page.open(place(first));
    expect(input(page.chat, 'field').value).to.equal('for the first room');
  });
});

describe('two chats in one room on a page', () => {
  it('have a draft each', async () => {
    const room = newRoom();
    const [first, second] = [await openChat({ room }), await openChat({ room })];
    type(first, 'field', 'in the first');
    type(second, 'field', 'in the second');
    first.remove();
    second.remove();
    const again = [await openChat({ room }), await openChat({ room })];
    expect(again.map((chat) => input(chat, 'field').value)).to.deep.equal(['in the first', 'in the second']);
  });
});

describe('a text that is too long for a draft', () => {
  const longest = 32_000;

  it('is refused when it is pasted: a sentence says so, and the field keeps its text', async () => {
    const chat = await openChat();
    await copyText('x'.repeat(longest));
    const field = input(chat, 'field');
    field.focus();
    type(chat, 'field', 'mine');
    await pressPaste();
    await says(chat, 'This message is too long.');
    expect(field.value).to.equal('mine');
    type(chat, 'field', '');
    await pressPaste();
    await eventually(() => expect(field.value).to.have.lengthOf(longest));
    expect(part(chat, 'problem').textContent).to.equal('');
  });

  it('is taken back if a script sets it, at once', async () => {
    const chat = await openChat();
    type(chat, 'field', 'mine');
    // Another program may take the processor meanwhile, but not each time.
    const durations = [1, 2, 3, 4, 5].map(() => {
      const began = performance.now();
      type(chat, 'field', 'x'.repeat(2_000_000));
      return performance.now() - began;
    });
    expect(Math.min(...durations)).to.be.below(1000);
    expect(input(chat, 'field').value).to.equal('mine');
    await says(chat, 'This message is too long.');
    const draft = Object.keys(localStorage).find((key) => key.includes('draft:')) ?? '';
    expect(localStorage.getItem(draft)).to.equal('mine');
    const error: unknown = await chat.send('x'.repeat(2_000_000)).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'too_long');
  });

  it('is cut between letters if an earlier version has stored it', async () => {
    const page = await Page.open(place(newRoom()));
    type(page.chat, 'field', 'mine');
    const draft = Object.keys(localStorage).find((key) => key.includes('draft:')) ?? '';
    sessionStorage.removeItem(draft);
    localStorage.setItem(draft, `${'x'.repeat(longest - 1)}👩‍👩‍👧‍👦${'x'.repeat(1_000_000)}`);
    await page.reload();
    expect(input(page.chat, 'field').value).to.equal('x'.repeat(longest - 1));
  });
});

describe('a person who sends messages and leaves the room at once', () => {
  it('finds all of them sent on return, in order and once, and the field empty', async () => {
    const [first, second] = [newRoom(), newRoom()];
    const chat = await openChat({ room: first });
    const texts = Array.from({ length: 40 }, (_, index) => `in passing ${index}`);
    for (const text of texts) say(chat, text);
    chat.room = second;
    // What is shown at first is still the other room.
    await shows(chat, []);
    await isOnline(chat);
    expect(input(chat, 'field').value).to.equal('');
    // What is not kept yet is a draft of the first room still.
    const drafts = (): string[] => Object.keys(localStorage).filter((key) => key.includes('draft:'));
    await eventually(() => expect(drafts()).to.be.empty);

    chat.room = first;
    for (const text of texts) await isSent(chat, text);
    const lines = conversation(chat).filter((line) => line !== greeting);
    expect(lines).to.deep.equal(texts.map((text) => `Ann: ${text}`));
    expect(input(chat, 'field').value).to.equal('');
  });
});

describe('a text that is longer than a draft can be', () => {
  const longest = 32_000;

  it('is not taken back while an input method composes it, but cut at the next key', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    field.value = 'あ'.repeat(longest + 1);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    expect(field.value).to.have.length(longest + 1);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(field.value).to.have.lengthOf(longest);
  });

  it('is taken back with the caret where it was', async () => {
    const chat = await openChat();
    type(chat, 'field', 'half a thought');
    const field = input(chat, 'field');
    field.setRangeText('x'.repeat(longest), 4, 4, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(field.value).to.equal('half a thought');
    expect([field.selectionStart, field.selectionEnd]).to.deep.equal([4, 4]);
  });

  it('keeps what is typed now, and loses what was sent before', async () => {
    const page = await Page.open(place(newRoom()), { stalled: 'transactions', waits: 'endless' });
    for (const letter of ['a', 'b', 'c', 'd']) say(page.chat, letter.repeat(8000));
    type(page.chat, 'field', 'half a thought');
    await page.reload();
    const { value } = input(page.chat, 'field');
    expect(value.length).to.be.within(longest - 100, longest);
    expect(value.endsWith('\nhalf a thought')).to.be.true;
  });
});
