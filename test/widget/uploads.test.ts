import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import {
  choose,
  clickRemove,
  hasSentFiles,
  isChosen,
  largeFile,
  rowOf,
  sentFiles,
  textFile,
} from './support/attachments.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { fillDisk, holdReads, isStored, keepsFileOf, keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { type OwnRelay, ownRelay } from './support/servers.ts';
import { buttonOf, conversation, greeting, isIn, isSent, messageOf } from './support/view.ts';

interface Place {
  'relay-url': string;
  room: string;
  username: string;
}

/** A page of Ann's whose relay takes files. */
async function openPage(
  setting: { stalled?: 'uploads' } = {},
): Promise<{ page: Page; relay: OwnRelay; place: Place }> {
  const relay = await ownRelay();
  const place = { 'relay-url': relay.url, room: newRoom(), username: 'Ann' };
  const page = await Page.open(place, setting);
  await isOnline(page.chat);
  return { page, relay, place };
}

/** A message with a file is written while its upload does not come forward. */
async function writeHeld(page: Page): Promise<void> {
  page.window.stall('uploads');
  await write(page);
}

/** A message with a file is written in a page whose uploads are stalled. */
async function write(page: Page): Promise<void> {
  await choose(page.chat, largeFile('film.bin', 1_300_000));
  await isChosen(page.chat, ['film.bin'], 'uploading');
  say(page.chat, 'my film');
  await isIn(page.chat, 'my film', 'queued');
  await isChosen(page.chat, []);
}

function spoken(chat: RealtimeChat): string[] {
  return conversation(chat).filter((line) => line !== greeting);
}

describe('a message whose files are being uploaded', () => {
  it('says how far they are, and lets later messages pass', async () => {
    const { page } = await openPage();
    await writeHeld(page);
    await eventually(() => expect(messageOf(page.chat, 'my film')).to.contain.text('Uploading… 0%'));
    say(page.chat, 'passes');
    await isSent(page.chat, 'passes');
    expect(messageOf(page.chat, 'my film')).to.have.attribute('data-state', 'queued');
    page.window.resume();
    await isSent(page.chat, 'my film');
    await eventually(() => expect(spoken(page.chat)).to.deep.equal(['Ann: passes', 'Ann: my film']));
    expect(sentFiles(page.chat)).to.deep.equal([[], ['film.bin']]);
  });

  it('is taken back by Cancel, its only button', async () => {
    const { page, place } = await openPage();
    await writeHeld(page);
    await buttonOf(page.chat, 'my film', 'Cancel');
    await eventually(
      () => expect(messageOf(page.chat, 'my film').querySelector('[role="progressbar"]')).to.exist,
    );
    const buttons = [...messageOf(page.chat, 'my film').querySelectorAll('button')];
    expect(buttons.map((button) => button.ariaLabel ?? button.textContent)).to.deep.equal(['Cancel']);
    (await buttonOf(page.chat, 'my film', 'Cancel')).click();
    await eventually(() => expect(spoken(page.chat)).to.be.empty);
    await eventually(async () => expect(await keptFor(place.room)).to.be.empty);
  });

  it('is sent once by the next page, with the bytes that the first one has stored', async () => {
    const { page, place } = await openPage();
    await writeHeld(page);
    await eventually(async () => expect(await keptFor(place.room)).to.have.length(1));
    await page.reload();
    await isSent(page.chat, 'my film');
    await hasSentFiles(page.chat, 'film.bin');
    expect(page.chat.messages.at(-1)?.files?.[0]?.size).to.equal(1_300_000);
    await page.reload();
    await isOnline(page.chat);
    await hasSentFiles(page.chat, 'film.bin');
    expect(spoken(page.chat)).to.deep.equal(['Ann: my film']);
    expect(await keptFor(place.room)).to.be.empty;
  });

  it('says how far they are on the next page too, and can be taken back there', async () => {
    const { page, place } = await openPage({ stalled: 'uploads' });
    await write(page);
    await eventually(async () => expect(await keptFor(place.room)).to.have.length(1));
    await page.reload();
    await eventually(() => expect(messageOf(page.chat, 'my film')).to.contain.text('Uploading…'));
    (await buttonOf(page.chat, 'my film', 'Cancel')).click();
    await eventually(() => expect(spoken(page.chat)).to.be.empty);
  });

  it('is sent once over a relay that was killed, and over a reload meanwhile', async () => {
    const { page, relay, place } = await openPage();
    await writeHeld(page);
    await relay.kill();
    await eventually(async () => expect(await keptFor(place.room)).to.have.length(1));
    await page.reload();
    await isIn(page.chat, 'my film', 'queued');
    await relay.startAgain();
    await isSent(page.chat, 'my film');
    await hasSentFiles(page.chat, 'film.bin');
    const reader = await openChat({ ...place, username: 'Cem' });
    await hasSentFiles(reader, 'film.bin');
    expect(spoken(reader)).to.deep.equal(['Ann: my film']);
  });
});

describe('a message whose files take long to be stored', () => {
  it('does not come back once it was taken back', async () => {
    const { page, relay, place } = await openPage();
    const reads = holdReads(1_300_000);
    page.window.longWaits = 'short';
    await writeHeld(page);
    await eventually(() => expect(reads.held).to.have.length(1));
    (await buttonOf(page.chat, 'my film', 'Cancel')).click();
    await eventually(() => expect(spoken(page.chat)).to.be.empty);
    await reads.release();
    // It is stored after what was begun before.
    await relay.kill();
    say(page.chat, 'a text');
    await isStored(place.room, 'a text');
    expect((await keptFor(place.room)).map(({ message }) => message)).to.deep.equal(['a text']);
  });
});

describe('uploads that are ended by Remove', () => {
  it('leave room for others', async () => {
    const { page } = await openPage();
    page.window.stall('uploads');
    const names = ['one.bin', 'two.bin', 'three.bin'];
    await choose(page.chat, ...names.map((name) => largeFile(name, 700_000)));
    await isChosen(page.chat, names, 'uploading');
    await eventually(() => expect(page.window.held).to.have.length(3));
    for (const name of names) clickRemove(page.chat, name);
    await isChosen(page.chat, []);
    page.window.resume();
    await choose(page.chat, textFile('four.txt'));
    await isChosen(page.chat, ['four.txt'], 'ready');
  });
});

describe('an upload that is refused', () => {
  /** A PNG that says that it has more pixels than the relay takes. */
  function hugePng(): File {
    const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
    const size = [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 2, 0, 0, 0, 0, 0, 0, 0];
    const pixels = [0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0, 0, 0, 0];
    return new File([Uint8Array.from([...bytes, ...size, ...pixels])], 'huge.png', { type: 'image/png' });
  }

  it('says so beside the file, and can be tried again', async () => {
    const { page } = await openPage();
    await choose(page.chat, hugePng());
    await isChosen(page.chat, ['huge.png'], 'failed');
    expect(rowOf(page.chat, 'huge.png')).to.contain.text('This file cannot be sent.');
    rowOf(page.chat, 'huge.png').querySelector<HTMLElement>('[part="retry"]')?.click();
    await isChosen(page.chat, ['huge.png'], 'failed');
    say(page.chat, 'with it');
    await eventually(() => expect(spoken(page.chat)).to.be.empty);
  });

  it('fails the message that waits for it, which can be tried again or discarded', async () => {
    const { page, place } = await openPage();
    page.window.stall('uploads');
    await choose(page.chat, hugePng(), textFile('fine.txt'));
    await isChosen(page.chat, ['huge.png', 'fine.txt'], 'uploading');
    say(page.chat, 'with both');
    await isIn(page.chat, 'with both', 'queued');
    page.window.resume();
    await isIn(page.chat, 'with both', 'failed');
    await eventually(() =>
      expect(messageOf(page.chat, 'with both')).to.contain.text('Not sent. This file cannot be sent.'),
    );
    const { id } = messageOf(page.chat, 'with both').dataset;
    (await buttonOf(page.chat, 'with both', 'Try again')).click();
    await eventually(() => {
      const [message] = page.chat.messages;
      expect(page.chat.messages).to.have.length(1);
      expect(message?.id).not.to.equal(id);
      expect(message?.state).to.equal('failed');
    });
    (await buttonOf(page.chat, 'with both', 'Discard')).click();
    await eventually(() => expect(spoken(page.chat)).to.be.empty);
    await eventually(async () => expect(await keptFor(place.room)).to.be.empty);
  });
});

describe('a message whose files have no room in the browser', () => {
  it('asks to keep the page open until the relay has them; other messages stay stored', async () => {
    const { page, relay, place } = await openPage();
    fillDisk(page);
    await writeHeld(page);
    await eventually(() =>
      expect(messageOf(page.chat, 'my film')).to.contain.text('Uploading… 0%. Please keep this page open.'),
    );
    expect(await keptFor(place.room)).to.be.empty;
    page.window.resume();
    await isSent(page.chat, 'my film');
    await relay.kill();
    say(page.chat, 'a text');
    await isIn(page.chat, 'a text', 'queued');
    await eventually(async () => expect(await keptFor(place.room)).to.have.length(1));
    expect(messageOf(page.chat, 'a text')).not.to.contain.text('Please keep this page open.');
  });

  it('asks to keep the page open as well where others have used up the bound of all files', async () => {
    const { page } = await openPage();
    await keepsFileOf(256 * 1024 * 1024);
    await writeHeld(page);
    await eventually(() => expect(messageOf(page.chat, 'my film')).to.contain.text('keep this page open.'));
  });

  it('is read for the store only once', async () => {
    const { page } = await openPage();
    fillDisk(page);
    const reads = holdReads(1_300_000);
    await writeHeld(page);
    await eventually(() => expect(reads.held).to.have.length(1));
    await reads.release();
    page.window.resume();
    await isSent(page.chat, 'my film');
    expect(reads.held).to.have.length(1);
  });

  it('is stored without their bytes once the relay has them', async () => {
    const { page, relay, place } = await openPage();
    fillDisk(page);
    await choose(page.chat, textFile('notes.txt'));
    await isChosen(page.chat, ['notes.txt'], 'ready');
    await relay.kill();
    say(page.chat, 'with notes');
    await isIn(page.chat, 'with notes', 'queued');
    await eventually(async () => expect(await keptFor(place.room)).to.have.length(1));
    expect(messageOf(page.chat, 'with notes')).not.to.contain.text('Please keep this page open.');
    await page.reload();
    await relay.startAgain();
    await isSent(page.chat, 'with notes');
    await hasSentFiles(page.chat, 'notes.txt');
  });
});
