import { expect } from '@open-wc/testing';
import { openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, clickSend, press, pressEnter, say, type } from './support/hands.ts';
import { buttonOf, focusedPart, input, isSent, messageOf, part } from './support/view.ts';
import { focusIsOn, openRefused } from './support/focus.ts';
import { openWith } from './support/talk.ts';

describe('the focus is in the text field, so that the next message can be typed at once', () => {
  it('when Enter in the text field has sent a message', async () => {
    const ann = await openChat();
    part(ann, 'field').focus();
    say(ann, 'hello');
    await isSent(ann, 'hello');
    await focusIsOn(ann, 'field');
  });

  it('when the button has sent a message', async () => {
    const ann = await openChat();
    type(ann, 'field', 'hello');
    part(ann, 'send').focus();
    clickSend(ann);
    await isSent(ann, 'hello');
    await focusIsOn(ann, 'field');
  });

  it('when the button was pressed by a finger, which focuses nothing', async () => {
    const ann = await openChat();
    type(ann, 'field', 'hello');
    clickSend(ann);
    expect(focusedPart(ann)).to.equal('field');
    await isSent(ann, 'hello');
    await focusIsOn(ann, 'field');
  });

  it('when a message was sent after the name was asked for', async () => {
    const ann = await openChat({ username: '' });
    say(ann, 'hello');
    await focusIsOn(ann, 'name');
    type(ann, 'name', 'Zoë');
    press(part(ann, 'name'), 'Enter');
    await isSent(ann, 'hello');
    await focusIsOn(ann, 'field');
    expect(input(ann, 'name').value).to.equal('Zoë');
  });

  it('when a failed message is sent again', async () => {
    const ann = await openRefused();
    const button = await buttonOf(ann, 'my words', 'Try again');
    button.focus();
    button.click();
    await isSent(ann, 'my words');
    await focusIsOn(ann, 'field');
  });

  it('when a reply is sent by the button', async () => {
    const { ann } = await openWith('hello');
    await choose(ann, 'hello', 'Reply');
    type(ann, 'field', 'my answer');
    part(ann, 'send').focus();
    clickSend(ann);
    await isSent(ann, 'my answer');
    await focusIsOn(ann, 'field');
  });

  it('when an edit is saved by the button', async () => {
    const ann = await openChat();
    say(ann, 'mistake');
    await isSent(ann, 'mistake');
    await choose(ann, 'mistake', 'Edit');
    type(ann, 'field', 'no mistake');
    part(ann, 'send').focus();
    clickSend(ann);
    await eventually(() => messageOf(ann, 'no mistake'));
    await focusIsOn(ann, 'field');
  });

  it('when an emoji was completed by its name and sent', async () => {
    const ann = await openChat();
    part(ann, 'field').focus();
    type(ann, 'field', ':tada');
    await eventually(() => part(ann, 'completion'));
    press(part(ann, 'field'), 'Enter');
    await eventually(() => expect(input(ann, 'field').value).to.equal('🎉 '));
    pressEnter(ann);
    await isSent(ann, '🎉');
    await focusIsOn(ann, 'field');
  });

  it('when the name field is hidden while it has the focus, because the page tells the name', async () => {
    const ann = await openChat({ username: '' });
    part(ann, 'name').focus();
    ann.username = 'Ann';
    await eventually(() => expect(part(ann, 'name').getClientRects()).to.be.empty);
    await focusIsOn(ann, 'field');
  });

  it('but not when the page itself has sent a message', async () => {
    const ann = await openChat();
    await ann.send('by a script');
    expect(focusedPart(ann)).to.be.undefined;
  });
});
