import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { focusIsOn } from './support/focus.ts';
import { press, pressEnter, say, type } from './support/hands.ts';
import { newPlace } from './support/moderation.ts';
import { token } from './support/tokens.ts';
import { input, isSent, part, parts } from './support/view.ts';

const heightOf = (chat: RealtimeChat, name: string): number =>
  part(chat, name).getBoundingClientRect().height;

/** A chat of a person with a name, whose avatar is beside the text field. */
async function openNamed(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  const chat = await openChat(attributes);
  await eventually(() => part(chat, 'rename'));
  return chat;
}

const isShown = (chat: RealtimeChat, name: string): boolean =>
  (parts(chat, name)[0]?.getClientRects().length ?? 0) > 0;

describe('the capsule', () => {
  it('is at most 64 pixels high at rest, once the name is known', async () => {
    const chat = await openNamed();
    expect(heightOf(chat, 'composer')).to.be.at.most(64);
    expect(heightOf(chat, 'field')).to.be.at.least(36);
  });

  it('has room for words at 320 pixels', async () => {
    const chat = await openNamed({ style: 'inline-size: 320px' });
    expect(part(chat, 'field').getBoundingClientRect().width).to.be.at.least(150);
  });

  for (const [height, username] of [
    [240, ''],
    [240, 'Ann'],
    [700, 'Ann'],
  ] as const) {
    it(`takes at most 40 % of ${height} pixels, ${username ? 'with' : 'without'} a name, and the long text scrolls`, async () => {
      const chat = await openChat({ username, style: `block-size: ${height}px` });
      type(chat, 'field', 'many words '.repeat(200));
      await eventually(() => expect(heightOf(chat, 'composer')).to.be.within(height * 0.35, height * 0.4));
      const field = part(chat, 'field');
      expect(field.scrollHeight).to.be.above(field.clientHeight);
      const { bottom } = part(chat, 'send').getBoundingClientRect();
      expect(bottom).to.be.at.most(chat.getBoundingClientRect().bottom);
    });
  }

  it('shows name and text beside a problem in a low chat', async () => {
    const chat = await openChat({ username: '', style: 'block-size: 240px; inline-size: 320px' });
    say(chat, 'hello');
    await eventually(() => expect(part(chat, 'problem')).to.have.text('Please type your name'));
    const { bottom } = part(chat, 'problem').getBoundingClientRect();
    expect(bottom).to.be.at.most(part(chat, 'name').getBoundingClientRect().top);
    expect(heightOf(chat, 'composer')).to.be.at.most(96);
    const capsule = part(chat, 'field').closest('.capsule');
    expect(capsule?.scrollHeight).to.be.at.most((capsule?.clientHeight ?? 0) + 2);
  });

  it('is as high as its text, and low again when the text is sent', async () => {
    const chat = await openNamed();
    const low = heightOf(chat, 'composer');
    type(chat, 'field', 'one\ntwo\n');
    const high = heightOf(chat, 'composer');
    expect(high).to.be.above(low + 40);
    pressEnter(chat);
    expect(heightOf(chat, 'composer')).to.equal(low);
  });

  it('is as high as its text when the chat becomes narrower', async () => {
    const chat = await openNamed({ style: 'inline-size: 640px' });
    type(chat, 'field', 'some words of a long line '.repeat(3));
    const wide = heightOf(chat, 'composer');
    await eventually(() => {
      chat.style.inlineSize = '320px';
      expect(heightOf(chat, 'composer')).to.be.above(wide + 10);
    });
    const field = part(chat, 'field');
    expect(field.scrollHeight).to.be.at.most(field.clientHeight + 1);
  });

  it('writes no typed text into the document, where tools that record pages would read it', async () => {
    const chat = await openNamed();
    type(chat, 'field', 'a secret');
    await chat.updateComplete;
    expect(input(chat, 'field').value).to.equal('a secret');
    expect(chat.shadowRoot?.innerHTML.includes('a secret')).to.be.false;
  });

  it('shows where the focus is', async () => {
    const chat = await openNamed();
    const capsule = part(chat, 'field').closest('.capsule');
    if (!capsule) throw new Error('There is no capsule');
    const before = getComputedStyle(capsule).borderColor;
    part(chat, 'field').focus();
    const { borderColor, boxShadow, outlineStyle } = getComputedStyle(capsule);
    expect(borderColor).not.to.equal(before);
    expect(boxShadow).not.to.equal('none');
    // Where colours are forced, it is drawn instead of the shadow.
    expect(outlineStyle).to.equal('solid');
  });

  it('has a send button that is muted while there is nothing to send, and keeps its name and its action', async () => {
    const chat = await openNamed();
    const send = part(chat, 'send');
    const muted = getComputedStyle(send).backgroundColor;
    expect([send.textContent, send.hasAttribute('disabled')]).to.deep.equal(['Send', false]);
    type(chat, 'field', 'hello');
    expect(getComputedStyle(send).backgroundColor).not.to.equal(muted);
    send.click();
    await focusIsOn(chat, 'field');
  });

  it('does not move the messages when completions come, which float above it', async () => {
    const room = newRoom();
    const chat = await openNamed({ room });
    await openOther({ room, username: 'Ben' });
    const before = heightOf(chat, 'content');
    await eventually(() => {
      type(chat, 'field', '@');
      part(chat, 'completion');
    });
    expect(heightOf(chat, 'content')).to.equal(before);
    const { bottom } = part(chat, 'completion').getBoundingClientRect();
    expect(bottom).to.be.at.most(part(chat, 'composer').getBoundingClientRect().top + 4);
  });

  it('shows all completions in a low chat', async () => {
    const chat = await openNamed({ style: 'block-size: 240px' });
    part(chat, 'field').focus();
    type(chat, 'field', ':smi');
    const list = await eventually(() => part(chat, 'completion'));
    // It is as high as it gets when there is more than it can show.
    await eventually(() => expect(list.scrollHeight).to.be.above(list.clientHeight));
    await Promise.all(list.getAnimations().map(({ finished }) => finished));
    const { top } = list.getBoundingClientRect();
    expect(top).to.be.at.least(part(chat, 'content').getBoundingClientRect().top);
  });
});

describe('the name', () => {
  it('stands before the text until there is one, and then gives way to an avatar', async () => {
    const chat = await openChat({ username: '' });
    const order = [...parts(chat, 'name'), ...parts(chat, 'field'), ...parts(chat, 'send')];
    for (const [index, next] of order.slice(1).entries())
      expect(order[index]?.compareDocumentPosition(next)).to.equal(Node.DOCUMENT_POSITION_FOLLOWING);
    input(chat, 'name').focus();
    type(chat, 'name', 'Z');
    await chat.updateComplete;
    await nextFrame();
    expect(isShown(chat, 'name')).to.be.true;
    type(chat, 'name', 'Zoë');
    part(chat, 'field').focus();
    await eventually(() => expect(part(chat, 'rename')).to.have.attribute('title', 'Your name: Zoë'));
    expect(isShown(chat, 'name')).to.be.false;
    expect(input(chat, 'field').placeholder).to.equal('Message as Zoë…');
    await focusIsOn(chat, 'field');
  });

  it('stands in the field where it fits, and is otherwise for screen readers alone', async () => {
    const chat = await openNamed();
    const field = input(chat, 'field');
    const wide = field.placeholder;
    chat.style.inlineSize = '280px';
    await eventually(() => expect(field.placeholder).to.equal('Message…'));
    expect(field.ariaLabel).to.equal(wide);
    chat.style.inlineSize = '';
    await eventually(() => expect(field.placeholder).to.equal(wide));
    expect(wide).to.match(/^Message as .+…$/);
  });

  it('is changed by a press on the avatar, without sending what is written', async () => {
    const chat = await openNamed();
    type(chat, 'field', 'not finished');
    part(chat, 'rename').click();
    await focusIsOn(chat, 'name');
    const field = input(chat, 'name');
    expect([field.selectionStart, field.selectionEnd]).to.deep.equal([0, 3]);
    type(chat, 'name', 'Zoë');
    press(field, 'Enter');
    await focusIsOn(chat, 'field');
    expect(isShown(chat, 'name')).to.be.false;
    expect(input(chat, 'field').value).to.equal('not finished');
    await eventually(() => expect(chat.members.map(({ username }) => username)).to.deep.equal(['Zoë']));
  });

  it('stays what it was on Escape, which the page does not get', async () => {
    const chat = await openNamed();
    part(chat, 'rename').click();
    await focusIsOn(chat, 'name');
    type(chat, 'name', 'Zo');
    let isHeard = false;
    chat.addEventListener('keydown', () => (isHeard = true));
    press(part(chat, 'name'), 'Escape');
    await focusIsOn(chat, 'field');
    expect([isHeard, isShown(chat, 'name'), input(chat, 'name').value]).to.deep.equal([false, false, 'Ann']);
  });

  it('is changed when the focus leaves the field', async () => {
    const chat = await openNamed();
    part(chat, 'rename').click();
    await focusIsOn(chat, 'name');
    type(chat, 'name', 'Zoë');
    part(chat, 'content').focus();
    await eventually(() => expect(part(chat, 'rename')).to.have.attribute('title', 'Your name: Zoë'));
  });

  it('has its field again when the relay has refused it', async () => {
    const room = newRoom();
    await openChat({ room });
    const chat = await openOther({ room, username: 'Ann' });
    await eventually(() => expect(isShown(chat, 'name')).to.be.true);
    expect(part(chat, 'problem')).to.contain.text('This name is taken.');
  });

  it('that the site gives has an avatar, and nothing to press', async () => {
    const chat = await openChat({ ...(await newPlace()), token: await token(), username: '' });
    await eventually(() => expect(part(chat, 'composer').querySelector('[part="avatar"]')).to.have.text('M'));
    expect([...parts(chat, 'rename'), ...parts(chat, 'name')]).to.be.empty;
  });
});

describe('the button for emoji', () => {
  async function openPicker(): Promise<RealtimeChat> {
    const chat = await openNamed();
    type(chat, 'field', 'good  day');
    input(chat, 'field').setSelectionRange(5, 5);
    part(chat, 'emoji').click();
    await eventually(() => expect(part(chat, 'picker').querySelector('.picker-grid button')).to.exist);
    return chat;
  }

  it('opens the picker, which inserts at the caret and returns to the text', async () => {
    const chat = await openPicker();
    const emoji = part(chat, 'picker').querySelector<HTMLElement>('.picker-grid button');
    emoji?.click();
    await focusIsOn(chat, 'field');
    expect(input(chat, 'field').value).to.equal(`good ${emoji?.textContent} day`);
    await eventually(() => expect(parts(chat, 'picker')).to.be.empty);
    pressEnter(chat);
    await isSent(chat, `good ${emoji?.textContent} day`);
  });

  it('leads back to the text by Escape and by a second press', async () => {
    const chat = await openPicker();
    const close = async (act: () => void): Promise<void> => {
      act();
      await eventually(() => expect(parts(chat, 'picker')).to.be.empty);
      await focusIsOn(chat, 'field');
    };
    await close(() => press(chat.shadowRoot?.activeElement ?? chat, 'Escape'));
    part(chat, 'emoji').click();
    await eventually(() => part(chat, 'picker'));
    await close(() => part(chat, 'emoji').click());
    expect(input(chat, 'field').value).to.equal('good  day');
  });
});

describe('with a finger', () => {
  const matchMedia = window.matchMedia.bind(window);
  before(() => {
    window.matchMedia = (query) => matchMedia(query === '(pointer: coarse)' ? 'all' : query);
  });
  after(() => {
    window.matchMedia = matchMedia;
  });

  it('Enter begins a line, and Ctrl+Enter and the button send', async () => {
    const chat = await openNamed();
    expect(input(chat, 'field')).to.have.attribute('enterkeyhint', 'enter');
    type(chat, 'field', 'one');
    expect(pressEnter(chat)).to.be.true;
    expect(input(chat, 'field').value).to.equal('one');
    pressEnter(chat, { ctrlKey: true });
    await isSent(chat, 'one');
    type(chat, 'field', 'two');
    part(chat, 'send').click();
    await isSent(chat, 'two');
  });
});

describe('what is heard', () => {
  it('is when an edit begins and ends', async () => {
    const chat = await openNamed();
    say(chat, 'mistake');
    await isSent(chat, 'mistake');
    const status = (): string | undefined =>
      chat.shadowRoot?.querySelector('.announcer[role="status"]')?.textContent;
    await eventually(() => {
      press(part(chat, 'field'), 'ArrowUp');
      expect(parts(chat, 'context')).to.have.lengthOf(1);
    });
    await eventually(() => expect(status()).to.contain('Editing the message'));
    press(part(chat, 'field'), 'Escape');
    await eventually(() => expect(status()).to.contain('Editing ended'));
  });
});
