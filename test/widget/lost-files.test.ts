import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { choose as attach, isChosen, textFile } from './support/attachments.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, pressEnter, say } from './support/hands.ts';
import { fillDisk, isStored, keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { ownRelay } from './support/servers.ts';
import { buttonOf, conversation, input, isIn, isSent, messageOf, quoteOf } from './support/view.ts';

/** Removes the only file that the page has uploaded from the relay. */
async function removeUpload({ window }: Page): Promise<void> {
  const [upload] = window.performance
    .getEntriesByType('resource')
    .filter(({ name }) => /\/uploads\//.test(name));
  const { status } = await fetch(upload?.name ?? '', {
    method: 'DELETE',
    headers: { 'Tus-Resumable': '1.0.0' },
  });
  expect(status).to.equal(204);
}

/** Ann's answer with a file: the relay has lost the file, and this browser has stored the message without its bytes. */
async function openLost(): Promise<{ chat: RealtimeChat; room: string }> {
  const relay = await ownRelay();
  const room = newRoom();
  const page = await Page.open({ 'relay-url': relay.url, room, username: 'Ann' });
  await isOnline(page.chat);
  say(page.chat, 'a question');
  await isSent(page.chat, 'a question');
  await choose(page.chat, 'a question', 'Reply');
  fillDisk(page);
  await attach(page.chat, textFile('notes.txt'));
  await isChosen(page.chat, ['notes.txt'], 'ready');
  await removeUpload(page);
  await relay.kill();
  say(page.chat, 'the answer');
  await isStored(room, 'the answer');
  await page.reload();
  await relay.startAgain();
  await isIn(page.chat, 'the answer', 'failed');
  return { chat: page.chat, room };
}

describe('a message whose file is lost, here and at the relay', () => {
  it('says so, and keeps its text and its reply, which Edit sends without the file', async () => {
    const { chat, room } = await openLost();
    await buttonOf(chat, 'the answer', 'Edit');
    const state = messageOf(chat, 'the answer').querySelector('[part="state"]');
    expect(state).to.contain.text('Not sent. A file is no longer there. Please attach it again.');
    const buttons = [...(state?.querySelectorAll('button') ?? [])];
    expect(buttons.map(({ textContent }) => textContent)).to.deep.equal(['Edit', 'Discard']);
    await eventually(() => expect(quoteOf(chat, 'the answer')).to.have.text('Ann a question'));

    (await buttonOf(chat, 'the answer', 'Edit')).click();
    await eventually(() => expect(input(chat, 'field').value).to.equal('the answer'));
    pressEnter(chat);
    await isSent(chat, 'the answer');
    await eventually(() => expect(chat.messages).to.have.length(2));
    const { reply, files } = chat.messages.at(-1) ?? {};
    expect([reply, files]).to.deep.equal([1, undefined]);
    await eventually(() => expect(quoteOf(chat, 'the answer')).to.have.text('Ann a question'));
    await eventually(async () => expect(await keptFor(room)).to.be.empty);
  });

  it('is gone when it is discarded', async () => {
    const { chat, room } = await openLost();
    (await buttonOf(chat, 'the answer', 'Discard')).click();
    await eventually(() => expect(conversation(chat)).not.to.include('Ann: the answer'));
    await eventually(async () => expect(await keptFor(room)).to.be.empty);
  });
});
