import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { refused, sent } from './support/answers.ts';
import { choose, isChosen, picture, rowOf, textFile } from './support/attachments.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose as chooseIn, pressEnter, say, type } from './support/hands.ts';
import { isLoaded, openFiles } from './support/pictures.ts';
import { localRelayWithFiles, type ScriptedServer } from './support/servers.ts';
import { buttonOf, isIn, isSent, isStill, messageOf, part, parts } from './support/view.ts';

/** Ann has sent a picture and a document. Of these bytes of each, the server takes only this share. */
async function openSending(share: number): Promise<{ chat: RealtimeChat; server: ScriptedServer }> {
  const map = new File([await picture('image/png', 600, 400)], 'map.png', { type: 'image/png' });
  const notes = textFile('notes.txt', 'x'.repeat(1000));
  const { chat, server } = await openFiles([], {
    uploads: ['map', 'notes'].map((id) => ({ ok: true, id, url: `files/uploads/${id}` })),
    taken: { map: share, notes: share },
    sends: [sent(1)],
  });
  await choose(chat, map);
  await isChosen(chat, ['map.png'], share === 1 ? 'ready' : 'uploading');
  await choose(chat, notes);
  await isChosen(chat, ['map.png', 'notes.txt'], share === 1 ? 'ready' : 'uploading');
  say(chat, 'the way');
  return { chat, server };
}

const noRoom = 'There is no room for more files here.';

/** The relay has no space, and says when to ask again, in seconds. */
function fullFor(retryAfter: number): object {
  return { ok: false, error: { code: 'storage_full', message: 'because a test says so', retryAfter } };
}

const progressOf = (chat: RealtimeChat): (string | null)[] =>
  [...messageOf(chat, 'the way').querySelectorAll('[role="progressbar"]')].map(
    (ring) => `${ring.ariaLabel} ${ring.ariaValueNow}`,
  );

describe('own files while they are being sent', () => {
  it('are shown from the page itself, each with its progress, and cannot be downloaded', async () => {
    const { chat } = await openSending(0.5);
    await isIn(chat, 'the way', 'queued');
    const shown = await isLoaded(chat);
    expect(shown.src).to.match(/^blob:/);
    expect(shown.naturalWidth).to.equal(600);
    await eventually(() => expect(progressOf(chat)).to.deep.equal(['map.png 50', 'notes.txt 50']));
    const [card] = parts(chat, 'file');
    expect(card).to.contain.text('notes.txt');
    expect(card?.querySelector('a')).to.equal(null);
    expect(messageOf(chat, 'the way')).to.contain.text('Uploading… 50%');
  });

  it('tell how far they are beside the clock, in one line with Cancel', async () => {
    const { chat } = await openSending(0.5);
    await buttonOf(chat, 'the way', 'Cancel');
    await isStill(chat);
    const state = messageOf(chat, 'the way').querySelector('[part="state"]');
    const middles = [...(state?.children ?? [])].map((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      return (top + bottom) / 2;
    });
    expect(middles).to.have.length(3);
    expect(Math.max(...middles) - Math.min(...middles)).to.be.below(3);
  });

  it('say why the relay does not take them now, also above the text field', async () => {
    const { chat } = await openFiles([], { uploads: [fullFor(60)] });
    await choose(chat, textFile('notes.txt'));
    await eventually(() => expect(rowOf(chat, 'notes.txt')).to.contain.text(noRoom));
    expect(parts(chat, 'retry')).to.be.empty;
    await isChosen(chat, ['notes.txt'], 'uploading');
    say(chat, 'the way');
    await buttonOf(chat, 'the way', 'Cancel');
    await eventually(() => expect(messageOf(chat, 'the way')).to.contain.text(noRoom));
    expect(messageOf(chat, 'the way')).not.to.contain.text('Uploading…');
  });

  it('say how far they are again, once the relay takes them', async () => {
    const uploads = [fullFor(0), { ok: true, id: 'notes', url: 'files/uploads/notes' }];
    const { chat } = await openFiles([], { uploads, taken: { notes: 0.5 } });
    await choose(chat, textFile('notes.txt', 'x'.repeat(1000)));
    await isChosen(chat, ['notes.txt'], 'uploading');
    say(chat, 'the way');
    await eventually(() => expect(messageOf(chat, 'the way')).to.contain.text('Uploading… 50%'));
    expect(messageOf(chat, 'the way')).not.to.contain.text(noRoom);
  });

  it('are gone with their message when it is cancelled', async () => {
    const { chat, server } = await openSending(0.5);
    (await buttonOf(chat, 'the way', 'Cancel')).click();
    await eventually(() => {
      expect(parts(chat, 'files')).to.be.empty;
      expect(chat.messages).to.be.empty;
    });
    expect(await server.heard()).to.be.empty;
  });

  it('stay as they are when the message is stored, and can then be downloaded', async () => {
    const { chat } = await openSending(1);
    await isSent(chat, 'the way');
    const shown = await isLoaded(chat);
    expect(shown.src).to.match(/^blob:/);
    expect(progressOf(chat)).to.be.empty;
    const [card] = parts(chat, 'file');
    expect(card?.querySelector('a')?.download).to.equal('notes.txt');
  });
});

/** Ann, with a picture without a caption that the relay has refused once. */
async function openFailedPicture(): Promise<{ chat: RealtimeChat; server: ScriptedServer }> {
  const { chat, server } = await openFiles([], {
    uploads: [{ ok: true, id: 'map', url: 'files/uploads/map' }],
    taken: { map: 1 },
    sends: [refused('storage_full'), sent(1)],
  });
  await choose(chat, new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' }));
  await isChosen(chat, ['map.png'], 'ready');
  pressEnter(chat);
  await eventually(() => expect(part(chat, 'message').dataset.state).to.equal('failed'));
  return { chat, server };
}

async function clickIn(chat: RealtimeChat, name: string): Promise<void> {
  await eventually(() => {
    const buttons = [...part(chat, 'message').querySelectorAll('button')];
    const button = buttons.find(({ textContent }) => textContent.trim() === name);
    if (!button) throw new Error(`There is no ${name}`);
    button.click();
  });
}

async function isStoredWithPicture(chat: RealtimeChat, server: ScriptedServer): Promise<void> {
  await eventually(() => {
    const [message] = chat.messages;
    expect([message?.state, message?.message]).to.deep.equal(['sent', '']);
    expect(message?.files?.map(({ name }) => name)).to.deep.equal(['map.png']);
  });
  expect(await server.heard()).to.deep.equal(['', '']);
}

describe('a failed picture without a caption', () => {
  it('is sent again by Try again', async () => {
    const { chat, server } = await openFailedPicture();
    await clickIn(chat, 'Try again');
    await isStoredWithPicture(chat, server);
  });

  it('is sent again by Edit, also if its caption stays empty', async () => {
    const { chat, server } = await openFailedPicture();
    await clickIn(chat, 'Edit');
    await eventually(() => expect(part(chat, 'context')).to.exist);
    pressEnter(chat);
    await isStoredWithPicture(chat, server);
  });
});

describe('the caption of a stored picture', () => {
  it('can be removed', async () => {
    const url = await localRelayWithFiles();
    const chat = await openChat({ 'relay-url': url, room: newRoom() });
    await choose(chat, new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' }));
    await isChosen(chat, ['map.png'], 'ready');
    say(chat, 'the way');
    await isSent(chat, 'the way');
    await chooseIn(chat, 'the way', 'Edit');
    type(chat, 'field', '');
    pressEnter(chat);
    await eventually(() => expect(chat.messages.map(({ message }) => message)).to.deep.equal(['']));
    await chat.edit(chat.messages[0]?.id ?? '', 'once more');
    await chat.edit(chat.messages[0]?.id ?? '', '');
    expect(chat.messages[0]?.message).to.equal('');
  });
});
