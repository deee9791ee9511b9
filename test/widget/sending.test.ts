import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, pressEnter, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { conversation, greeting, input, messageOf, part, says, shows } from './support/view.ts';

describe('a message', () => {
  it('is sent by the button, and the field is empty again', async () => {
    const chat = await openChat();
    type(chat, 'field', 'by the button');
    clickSend(chat);
    await shows(chat, [greeting, 'Ann: by the button']);
    expect(input(chat, 'field').value).to.equal('');
  });

  it('is sent by Enter, and the field is empty again', async () => {
    const chat = await openChat();
    input(chat, 'field').focus();
    await sendKeys({ type: 'by Enter' });
    expect(input(chat, 'field').value).to.equal('by Enter');
    await sendKeys({ press: 'Enter' });
    await shows(chat, [greeting, 'Ann: by Enter']);
    expect(input(chat, 'field').value).to.equal('');
  });

  it('is shown to everyone in the room, the sender included, once and in the same order', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const ben = await Person.enter(room, 'Ben');
    const cem = await openChat({ room, username: 'Cem' });
    say(ann, 'one');
    await shows(cem, [greeting, 'Ann: one']);
    await ben.says('two');
    say(cem, 'three');
    const spoken = ['Ann: one', 'Ben: two', 'Cem: three'];
    await eventually(() => expect(ben.heard).to.deep.equal(spoken));
    // The greeting is in no log; it stands where it was said.
    await shows(ann, [greeting, ...spoken]);
    await shows(cem, [greeting, ...spoken]);
  });

  it('carries its sender’s name in bold', async () => {
    const chat = await openChat();
    say(chat, 'who said this?');
    await shows(chat, [greeting, 'Ann: who said this?']);
    const author = messageOf(chat, 'who said this?').querySelector('b[part~="author"]');
    expect(author).to.have.text('Ann');
    expect(Number(author && getComputedStyle(author).fontWeight)).to.be.at.least(600);
  });

  it('looks different from those of others', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    const ben = await Person.enter(room, 'Ben');
    await ben.says('from Ben');
    say(chat, 'from me');
    await shows(chat, [greeting, 'Ben: from Ben', 'Ann: from me']);
    expect(messageOf(chat, 'from me')).to.have.attribute('data-own');
    expect(messageOf(chat, 'from Ben')).not.to.have.attribute('data-own');
  });

  it('has an id, a seq and a time once it is stored', async () => {
    const chat = await openChat();
    say(chat, 'stored');
    await eventually(() => expect(messageOf(chat, 'stored')).to.have.attribute('data-state', 'sent'));
    const message = messageOf(chat, 'stored');
    expect(message).to.have.attribute('data-seq', '1');
    expect(message.dataset.id).to.match(/^[\w-]{16,64}$/);
    const time = message.querySelector('time[part~="time"]');
    expect(Date.now() - Date.parse(time?.getAttribute('datetime') ?? '')).to.be.within(-1000, 60_000);
  });

  it('of white space alone is not sent', async () => {
    const chat = await openChat();
    say(chat, ' \n ');
    say(chat, 'words');
    await shows(chat, [greeting, 'Ann: words']);
  });

  it('of invisible characters alone is not sent', async () => {
    const chat = await openChat();
    for (const text of ['\u200b', '\u2800\u3164', '\ufe0f', '\u{e0020}\u{e007f}', '\u200d \u034f']) {
      say(chat, text);
      const error: unknown = await chat.send(text).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(text)).to.have.property('code', 'empty');
    }
    say(chat, 'words');
    await shows(chat, [greeting, 'Ann: words']);
  });

  it('of 8,000 characters is sent; with one more a sentence says why not, and the text stays', async () => {
    const chat = await openChat();
    const longest = 'x'.repeat(8000);
    say(chat, longest);
    await eventually(() => expect(messageOf(chat, longest)).to.have.attribute('data-state', 'sent'));
    say(chat, `${longest}x`);
    await says(chat, 'This message is too long.');
    expect(input(chat, 'field').value).to.have.lengthOf(8001);
    expect(conversation(chat)).to.have.lengthOf(1);
  });
});

describe('the text field', () => {
  it('grows with its text, so that all lines of a short one are in view, and shrinks when it is sent', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    type(chat, 'field', 'one');
    const { height } = field.getBoundingClientRect();
    type(chat, 'field', 'one\ntwo\nthree');
    // Both are rounded, and a line's height is not a whole number of pixels.
    expect(field.scrollHeight).to.be.at.most(field.clientHeight + 1);
    expect(field.getBoundingClientRect().height).to.be.above(height + 20);
    pressEnter(chat);
    // An empty one is as high as a line, and one with a text as high as a whole number of pixels that holds it.
    expect(field.getBoundingClientRect().height).to.be.closeTo(height, 1);
  });

  it('stops growing before it hides the conversation', async () => {
    const chat = await openChat();
    type(chat, 'field', 'line\n'.repeat(50));
    expect(part(chat, 'content').clientHeight).to.be.above(150);
  });
});

describe('Enter in the text field', () => {
  it('inserts a line break with Shift', async () => {
    const chat = await openChat();
    type(chat, 'field', 'not finished');
    expect(pressEnter(chat, { shiftKey: true })).to.be.true;
    await chat.updateComplete;
    expect(conversation(chat)).to.deep.equal([]);
    type(chat, 'field', 'two\nlines');
    pressEnter(chat);
    await shows(chat, [greeting, 'Ann: two\nlines']);
    const text = messageOf(chat, 'two\nlines').querySelector('[part~="text"]');
    expect(text && getComputedStyle(text).whiteSpace).to.match(/^pre-wrap/);
  });

  it('accepts the suggestion of an input method and sends nothing', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    type(chat, 'field', 'にほん');
    expect(pressEnter(chat, { isComposing: true }), 'the key reaches the input method').to.be.true;
    type(chat, 'field', '日本');
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
    await chat.updateComplete;
    expect(conversation(chat)).to.deep.equal([]);
    expect(field.value).to.equal('日本');
    pressEnter(chat);
    await shows(chat, [greeting, 'Ann: 日本']);
  });

  it('sends nothing where the composition ends before its key arrives, as in Safari', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    type(chat, 'field', '日本');
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
    expect(pressEnter(chat, { isComposing: false, keyCode: 229 })).to.be.true;
    await chat.updateComplete;
    expect(conversation(chat)).to.deep.equal([]);
    expect(field.value).to.equal('日本');
    pressEnter(chat);
    await shows(chat, [greeting, 'Ann: 日本']);
  });
});
