import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import {
  choose,
  chosen,
  clickRemove,
  drag,
  hasSentFiles,
  isChosen,
  largeFile,
  paste,
  picture,
  rowOf,
  showsDrop,
  textFile,
} from './support/attachments.ts';
import { isOnline, newRoom, openChat, placeChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, press, pressEnter, say, type } from './support/hands.ts';
import { localRelayWithFiles } from './support/servers.ts';
import { bannerWords, focusedPart, input, isIn, isSent, part, parts, words } from './support/view.ts';

const nowhere = 'Pictures cannot be sent here.';

async function openWithFiles(
  args: string[] = [],
): Promise<{ chat: RealtimeChat; room: string; url: string }> {
  const url = await localRelayWithFiles(...args);
  const room = newRoom();
  const chat = await openChat({ 'relay-url': url, room });
  await eventually(() => expect(parts(chat, 'attach')).to.have.length(1));
  return { chat, room, url };
}

// oxlint-disable-next-line typescript/unbound-method -- it is called with the Blob
const { arrayBuffer } = Blob.prototype;

afterEach(() => {
  Blob.prototype.arrayBuffer = arrayBuffer;
});

/** From now on, no file can be read until the returned function is called. */
function holdReading(): () => void {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  Blob.prototype.arrayBuffer = async function (): Promise<ArrayBuffer> {
    await released;
    return arrayBuffer.call(this);
  };
  return release;
}

describe('files for the next message', () => {
  it('are chosen by a button, shown with name and size, and sent with the text', async () => {
    const { chat, room, url } = await openWithFiles();
    expect(part(chat, 'attach').title).to.equal('Attach files');
    await choose(chat, textFile('notes.txt', 'x'.repeat(2400)), textFile('list.csv'));
    await isChosen(chat, ['notes.txt', 'list.csv'], 'ready');
    expect(rowOf(chat, 'notes.txt')).to.contain.text('2.4 kB');
    expect(rowOf(chat, 'list.csv')).to.contain.text('9 bytes');
    expect(part(chat, 'attachments').ariaLabel).to.equal('Files to send');
    expect(focusedPart(chat)).to.equal('field');

    say(chat, 'both files');
    await isChosen(chat, []);
    await isSent(chat, 'both files');
    await hasSentFiles(chat, 'notes.txt', 'list.csv');
    const ben = await openOther({ 'relay-url': url, room });
    await hasSentFiles(ben, 'notes.txt', 'list.csv');
    const [file] = ben.messages.at(-1)?.files ?? [];
    expect(file).to.include({ name: 'notes.txt', size: 2400 });
  });

  it('are sent without a text, by the button and by Enter', async () => {
    const { chat } = await openWithFiles();
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt']);
    pressEnter(chat);
    await hasSentFiles(chat, 'one.txt');
    await choose(chat, textFile('two.txt'));
    await isChosen(chat, ['two.txt']);
    clickSend(chat);
    await hasSentFiles(chat, 'two.txt');
    expect(chat.messages.map(({ message }) => message)).to.deep.equal(['', '']);
  });

  it('are sent once they are prepared, however soon Enter is pressed', async () => {
    const { chat } = await openWithFiles();
    await choose(chat, textFile('one.txt'));
    type(chat, 'field', 'at once');
    await eventually(() => expect(chosen(chat)).to.have.length(1));
    pressEnter(chat);
    await isSent(chat, 'at once');
    await hasSentFiles(chat, 'one.txt');
  });

  it('are prepared for the room that was left meanwhile, whose text is not sent in another one', async () => {
    const { chat, room } = await openWithFiles();
    const release = holdReading();
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt']);
    say(chat, 'for the first room');
    chat.room = newRoom();
    await isChosen(chat, []);
    await isOnline(chat);
    type(chat, 'field', 'a draft of the second room');
    release();
    // Files are prepared one after the other.
    await choose(chat, textFile('two.txt'));
    await isChosen(chat, ['two.txt'], 'ready');
    expect(input(chat, 'field').value).to.equal('a draft of the second room');
    expect(chat.messages).to.be.empty;
    chat.room = room;
    await isChosen(chat, ['one.txt'], 'ready');
    expect(input(chat, 'field').value).to.equal('for the first room');
    pressEnter(chat);
    await hasSentFiles(chat, 'one.txt');
    expect(chat.messages.map(({ message }) => message)).to.deep.equal(['for the first room']);
  });

  it('are removed by a button, which leaves the focus at the next one', async () => {
    const { chat } = await openWithFiles();
    await choose(chat, textFile('one.txt'), textFile('two.txt'));
    await isChosen(chat, ['one.txt', 'two.txt'], 'ready');
    clickRemove(chat, 'one.txt');
    await isChosen(chat, ['two.txt']);
    await eventually(() => expect(focusedPart(chat)).to.equal('remove'));
    expect(chat.shadowRoot?.activeElement?.ariaLabel).to.equal('Remove two.txt');
    clickRemove(chat, 'two.txt');
    await isChosen(chat, []);
    await eventually(() => expect(focusedPart(chat)).to.equal('field'));
    say(chat, 'without files');
    await isSent(chat, 'without files');
    expect(chat.messages.at(-1)?.files).to.be.undefined;
  });

  it('are ten at most', async () => {
    const { chat } = await openWithFiles();
    await choose(chat, ...Array.from({ length: 12 }, (_, index) => textFile(`${index}.txt`)));
    await eventually(() => expect(chosen(chat)).to.have.length(10));
    await eventually(() => expect(bannerWords(chat)).to.equal('At most 10 files can be sent at once.'));
  });

  it('tell why they cannot be sent, and keep the text in the field', async () => {
    const { chat } = await openWithFiles(['--file-limits', 'file=1']);
    await choose(chat, largeFile('large.bin', 1_200_000), textFile('empty.txt', ''));
    await isChosen(chat, ['large.bin', 'empty.txt'], 'failed');
    expect(rowOf(chat, 'large.bin')).to.contain.text('This file is too large. At most 1 MB.');
    expect(rowOf(chat, 'empty.txt')).to.contain.text('This file is empty.');
    say(chat, 'with both');
    await eventually(() => expect(part(chat, 'problem')).to.have.trimmed.text('This file is too large.'));
    expect(input(chat, 'field').value).to.equal('with both');
    clickRemove(chat, 'large.bin');
    await isChosen(chat, ['empty.txt']);
    clickRemove(chat, 'empty.txt');
    await isChosen(chat, []);
    pressEnter(chat);
    await isSent(chat, 'with both');
  });

  it('say so if they were changed on the disk after they were chosen', async () => {
    const { chat } = await openWithFiles();
    Blob.prototype.arrayBuffer = async function (): Promise<ArrayBuffer> {
      if (this.size > 16) throw new DOMException('changed', 'NotReadableError');
      return arrayBuffer.call(this);
    };
    await choose(chat, textFile('changed.txt', 'longer than the bytes that tell the kind'));
    await isChosen(chat, ['changed.txt'], 'failed');
    expect(rowOf(chat, 'changed.txt')).to.contain.text('This file can no longer be read.');
  });

  it('stay with the draft of their room while the page lives', async () => {
    const { chat, room } = await openWithFiles();
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt'], 'ready');
    chat.room = newRoom();
    await isChosen(chat, []);
    chat.room = room;
    await isChosen(chat, ['one.txt'], 'ready');
    say(chat, 'later');
    await hasSentFiles(chat, 'one.txt');
  });
});

describe('files that are dropped or pasted', () => {
  it('are attached, and the chat shows before that they can be', async () => {
    const { chat } = await openWithFiles();
    const pane = part(chat, 'content');
    expect(drag(pane, 'dragover', textFile('one.txt'))).to.be.false;
    await eventually(() => {
      drag(pane, 'dragover', textFile('one.txt'));
      expect(showsDrop(chat)).to.be.true;
    });
    expect(part(chat, 'panel').dataset.drop).to.equal('Drop files here to attach them');
    expect(chosen(chat)).to.be.empty;
    expect(drag(pane, 'drop', textFile('one.txt'))).to.be.false;
    await isChosen(chat, ['one.txt']);
    expect(showsDrop(chat)).to.be.false;
    expect(paste(part(chat, 'field'), [textFile('two.txt')])).to.be.false;
    await isChosen(chat, ['one.txt', 'two.txt']);
  });

  it('are not shown as droppable any more when the drag has left', async () => {
    const { chat } = await openWithFiles();
    const pane = part(chat, 'content');
    await eventually(() => {
      drag(pane, 'dragover', textFile('one.txt'));
      expect(showsDrop(chat)).to.be.true;
    });
    await eventually(() => expect(showsDrop(chat)).to.be.false);
  });

  it('are a text if they come with one, as from an office program', async () => {
    const { chat } = await openWithFiles();
    expect(paste(part(chat, 'field'), [textFile('image.png')], 'a table')).to.be.true;
    expect(drag(part(chat, 'content'), 'drop')).to.be.true;
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt']);
  });

  it('cannot be sent where the relay has no files; the chat says so, and the page stays', async () => {
    const chat = await openChat();
    expect(drag(part(chat, 'content'), 'dragover', textFile('one.txt'))).to.be.false;
    expect(drag(part(chat, 'content'), 'drop', textFile('one.txt'))).to.be.false;
    await eventually(() => expect(bannerWords(chat)).to.equal(nowhere));
    expect(showsDrop(chat)).to.be.false;
    expect(chosen(chat)).to.be.empty;
    // The button would be there by now.
    expect(parts(chat, 'attach')).to.be.empty;
    expect(paste(part(chat, 'field'), [textFile('two.txt')])).to.be.false;
    await eventually(() => expect(bannerWords(chat)).to.equal(nowhere));
  });

  it('cannot be sent where one can only read, and the page stays', async () => {
    const url = await localRelayWithFiles();
    const chat = await openChat({ 'relay-url': url, readonly: '' });
    expect(drag(part(chat, 'content'), 'drop', textFile('one.txt'))).to.be.false;
    await eventually(() => expect(bannerWords(chat)).to.equal(nowhere));
  });

  it('leave the page as it is while the chat cannot be reached', async () => {
    const chat = placeChat({ 'relay-url': 'http://localhost:1' });
    await eventually(() => expect(parts(chat, 'content')).to.have.length(1));
    expect(drag(part(chat, 'content'), 'dragover', textFile('one.txt'))).to.be.false;
    expect(drag(part(chat, 'content'), 'drop', textFile('one.txt'))).to.be.false;
    await eventually(() => expect(words(chat)).to.include('cannot be reached'));
  });
});

describe('the alternative text of a picture', () => {
  it('is typed beside it and goes with the message; Enter leads back to the text', async () => {
    const { chat } = await openWithFiles();
    await choose(chat, new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' }));
    await isChosen(chat, ['map.png'], 'ready');
    const alt = part(chat, 'alt') as HTMLInputElement;
    expect(alt.ariaLabel).to.equal('Description of map.png');
    expect(alt.placeholder).to.equal('Describe the picture');
    expect(rowOf(chat, 'map.png').querySelector('canvas')).to.exist;
    alt.value = 'The way to the station';
    alt.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(press(alt, 'Enter')).to.be.false;
    expect(focusedPart(chat)).to.equal('field');
    pressEnter(chat);
    await hasSentFiles(chat, 'map.png');
    const [file] = chat.messages.at(-1)?.files ?? [];
    expect(file).to.include({ alt: 'The way to the station', type: 'image/png', width: 60, height: 40 });
    expect(file?.preview).to.match(/^[\w-]{10,40}$/);
  });
});

describe('a message with files', () => {
  it('is announced to the page, which can prevent it', async () => {
    const { chat } = await openWithFiles();
    const sent: (readonly { name: string }[] | undefined)[] = [];
    chat.addEventListener('chat-send', (event) => {
      sent.push(event.detail.files);
      if (sent.length === 1) event.preventDefault();
    });
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt'], 'ready');
    say(chat, 'mine');
    expect(chosen(chat)).to.deep.equal(['one.txt']);
    pressEnter(chat);
    await isIn(chat, 'mine', 'sent');
    expect(sent.map((files) => files?.map(({ name }) => name))).to.deep.equal([['one.txt'], ['one.txt']]);
  });

  it('is sent by the page too', async () => {
    const { chat } = await openWithFiles();
    const message = await chat.send('', { files: [textFile('one.txt'), textFile('two.txt')] });
    expect(message.files?.map(({ name }) => name)).to.deep.equal(['one.txt', 'two.txt']);
  });
});
