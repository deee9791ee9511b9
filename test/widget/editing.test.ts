import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, clickSend, openMenu, press, remove, say, type } from './support/hands.ts';
import { localRelay, ownRelay, scriptedServer } from './support/servers.ts';
import {
  bannerWords,
  focusedPart,
  input,
  isMenuOpen,
  isSent,
  menuItem,
  menuNames,
  messageOf,
  part,
  parts,
} from './support/view.ts';

const editedAt = (chat: RealtimeChat, text: string): string | undefined =>
  messageOf(chat, text).querySelector('[part="edited"]')?.textContent;

/** Whether this is anywhere in the chat's shadow DOM, where it is seen or where it is not. */
function holds(chat: RealtimeChat, text: string): boolean {
  return chat.shadowRoot?.innerHTML.includes(text) ?? false;
}

/** Ann and Ben, and a message of Ann's that both see. */
async function openWith(text: string): Promise<{ room: string; ann: RealtimeChat; ben: RealtimeChat }> {
  const opened = await openTwo();
  say(opened.ann, text);
  await isSent(opened.ann, text);
  await eventually(() => messageOf(opened.ben, text));
  return opened;
}

/** Ann in a room with one message of hers, on a server that answers changes so. */
async function openScripted(...changes: unknown[]): Promise<RealtimeChat> {
  const room = newRoom();
  const messages = [entry(1, 'as it was', { sender: 'ann', username: 'Ann' })];
  const me = joined({ head: 1, messages, editWindow: 900_000 });
  const server = await scriptedServer({ joins: { [room]: me }, changes });
  const ann = await openChat({ 'relay-url': server.url, room });
  await eventually(() => messageOf(ann, 'as it was'));
  return ann;
}

describe('a message that is edited', () => {
  it('has its text in the field with a save button, and then shows the new text and a mark to both people', async () => {
    const { ann, ben, room } = await openWith('helo');
    expect(editedAt(ann, 'helo')).to.be.undefined;
    await choose(ann, 'helo', 'Edit');
    await eventually(() => expect(part(ann, 'context')).to.contain.text('Edit message helo'));
    expect(focusedPart(ann)).to.equal('field');
    expect(input(ann, 'field').value).to.equal('helo');
    expect(input(ann, 'field').selectionStart).to.equal(4);
    expect(part(ann, 'send')).to.have.text('Save');
    type(ann, 'field', 'hello');
    clickSend(ann);
    for (const chat of [ann, ben]) {
      await eventually(() => expect(editedAt(chat, 'hello')).to.equal('edited'));
      expect(chat.messages.filter(({ username }) => username === 'Ann')).to.have.lengthOf(1);
      expect(holds(chat, 'helo')).to.be.false;
    }
    expect(part(ann, 'send')).to.have.text('Send');
    expect(input(ann, 'field').value).to.equal('');
    const cem = await openOther({ room, username: 'Cem' });
    await eventually(() => expect(editedAt(cem, 'hello')).to.equal('edited'));
  });

  it('is the reader’s own last one, by the up arrow in an empty field only', async () => {
    const { ann, ben } = await openWith('first');
    await ann.send('second');
    await ben.send('from Ben');
    await eventually(() => messageOf(ann, 'from Ben'));
    type(ann, 'field', 'two\nlines');
    expect(press(part(ann, 'field'), 'ArrowUp'), 'moves the caret').to.be.true;
    expect(input(ann, 'field').value).to.equal('two\nlines');
    type(ann, 'field', '');
    // The code for that may still be on its way.
    await eventually(() => expect(press(part(ann, 'field'), 'ArrowUp')).to.be.false);
    await eventually(() => expect(input(ann, 'field').value).to.equal('second'));
    say(ann, 'changed');
    await eventually(() => expect(editedAt(ben, 'changed')).to.equal('edited'));
    expect(editedAt(ben, 'first')).to.be.undefined;
  });

  it('stays unchanged on Escape, and the draft is back in the field', async () => {
    const { ann } = await openWith('as it is');
    type(ann, 'field', 'half a thought');
    await choose(ann, 'as it is', 'Edit');
    await eventually(() => expect(input(ann, 'field').value).to.equal('as it is'));
    type(ann, 'field', 'as it is not');
    press(part(ann, 'field'), 'Escape');
    await eventually(() => expect(parts(ann, 'context')).to.be.empty);
    expect(input(ann, 'field').value).to.equal('half a thought');
    expect(focusedPart(ann)).to.equal('field');
    say(ann, 'a whole thought');
    await isSent(ann, 'a whole thought');
    expect(editedAt(ann, 'as it is')).to.be.undefined;
  });

  it('is not marked as edited if its text was not changed', async () => {
    const { ann, ben } = await openWith('as it is');
    await choose(ann, 'as it is', 'Edit');
    await eventually(() => expect(input(ann, 'field').value).to.equal('as it is'));
    clickSend(ann);
    await eventually(() => expect(parts(ann, 'context')).to.be.empty);
    await ann.send('and more');
    await eventually(() => messageOf(ben, 'and more'));
    expect(editedAt(ben, 'as it is')).to.be.undefined;
  });

  it('shows the new text at once, with a mark until the relay has stored it', async () => {
    const relay = await ownRelay();
    const { ann, ben } = await openTwo({ 'relay-url': relay.url });
    say(ann, 'before');
    await isSent(ann, 'before');
    await eventually(() => messageOf(ben, 'before'));
    await choose(ann, 'before', 'Edit');
    await relay.pause();
    say(ann, 'after');
    await eventually(() => expect(messageOf(ann, 'after')).to.have.attribute('data-changing'));
    const mark = (): Element | null => messageOf(ann, 'after').querySelector('[role="img"]');
    expect(mark()).to.have.attribute('aria-label', 'Saving…');
    messageOf(ben, 'before');
    await relay.resume();
    await eventually(() => expect(messageOf(ann, 'after')).not.to.have.attribute('data-changing'));
    expect(mark()).to.have.attribute('aria-label', 'Sent');
    await eventually(() => messageOf(ben, 'after'));
  });

  it('shows the old text again if the relay refuses, and a sentence says why', async () => {
    const ann = await openScripted(refused('too_late'), refused('forbidden'), refused('not_found'));
    for (const sentence of [
      'It is too late to change this message.',
      'You may not do this.',
      'The message is no longer there.',
    ]) {
      await choose(ann, 'as it was', 'Edit');
      await eventually(() => expect(input(ann, 'field').value).to.equal('as it was'));
      say(ann, 'as I want it');
      await eventually(() => expect(bannerWords(ann)).to.equal(sentence));
      await eventually(() => expect(messageOf(ann, 'as it was')).not.to.have.attribute('data-changing'));
      expect(editedAt(ann, 'as it was')).to.be.undefined;
    }
  });

  it('is not offered without the permission to edit, nor for messages of others', async () => {
    const { ann, ben } = await openWith('from Ann');
    await openMenu(ben, 'from Ann');
    expect(menuNames(ben)).to.include('Reply').and.not.include('Edit').and.not.include('Delete');
    await openMenu(ann, 'from Ann');
    expect(menuNames(ann)).to.include('Edit').and.include('Delete');

    const strict = await localRelay('--edit-window', '0');
    const cem = await openOther({ 'relay-url': strict, username: 'Cem' });
    say(cem, 'carved in stone');
    await isSent(cem, 'carved in stone');
    await openMenu(cem, 'carved in stone');
    expect(menuNames(cem)).to.include('Reply').and.not.include('Edit').and.not.include('Delete');
    expect(press(part(cem, 'field'), 'ArrowUp')).to.be.true;
  });
});

describe('a message that is deleted', () => {
  it('is confirmed first, and is marked as deleted for both people; its text is gone everywhere', async () => {
    const { ann, ben, room } = await openWith('a secret');
    await choose(ann, 'a secret', 'Delete');
    await eventually(() => menuItem(ann, 'Delete for everyone?'));
    expect(menuNames(ann)).not.to.include('Delete');
    await sendKeys({ press: 'Escape' });
    await eventually(() => expect(isMenuOpen(ann)).to.be.false);
    messageOf(ann, 'a secret');
    await remove(ann, 'a secret');
    for (const chat of [ann, ben, await openOther({ room, username: 'Cem' })]) {
      await eventually(() => expect(messageOf(chat, 'Message deleted')).to.have.attribute('data-deleted'));
      await eventually(() => expect(holds(chat, 'a secret')).to.be.false);
    }
  });

  it('is gone everywhere, also if it was edited, announced, reacted to, answered, or is being answered', async () => {
    const { ann, ben } = await openWith('secret one');
    await choose(ben, 'secret one', '👍');
    await choose(ben, 'secret one', 'Reply');
    say(ben, 'oh');
    await isSent(ben, 'oh');
    await choose(ben, 'secret one', 'Reply');
    await eventually(() => expect(part(ben, 'context')).to.contain.text('secret one'));
    await choose(ann, 'secret one', 'Edit');
    say(ann, 'secret two');
    await eventually(() => messageOf(ben, 'secret two'));
    await remove(ann, 'secret two');
    for (const chat of [ann, ben]) {
      await eventually(() => messageOf(chat, 'Message deleted'));
      await eventually(() => expect(holds(chat, 'secret')).to.be.false);
      expect(messageOf(chat, 'Message deleted').querySelector('[part~="reaction"]')).to.be.null;
      expect(editedAt(chat, 'Message deleted')).to.be.undefined;
    }
  });

  it('is back if the relay refuses, and a sentence says why', async () => {
    const ann = await openScripted(refused('too_late'));
    await remove(ann, 'as it was');
    await eventually(() => expect(bannerWords(ann)).to.equal('It is too late to change this message.'));
    await eventually(() => expect(messageOf(ann, 'as it was')).not.to.have.attribute('data-deleted'));
  });
});
