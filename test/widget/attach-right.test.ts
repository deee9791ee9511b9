import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { choose, chosen, drag, isChosen, showsDrop, textFile } from './support/attachments.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { access, openFiles, photo, shared } from './support/pictures.ts';
import { scriptedServer } from './support/servers.ts';
import { bannerWords, input, part, parts } from './support/view.ts';

const nowhere = 'Pictures cannot be sent here.';

/** The files of the room can be read, and its upload would be taken. */
async function openRoom(joins: object): Promise<RealtimeChat> {
  const { chat } = await openFiles([shared(1, [photo('sea')])], {
    uploads: [{ ok: true, id: 'one', url: 'files/uploads/one' }],
    taken: { one: 1 },
    joins,
  });
  // What depends on the room, such as this picture, comes after it was joined.
  await eventually(() => part(chat, 'picture'));
  return chat;
}

async function isRefused(chat: RealtimeChat): Promise<void> {
  expect(drag(part(chat, 'content'), 'dragover', textFile('one.txt'))).to.be.false;
  expect(drag(part(chat, 'content'), 'drop', textFile('one.txt'))).to.be.false;
  await eventually(() => expect(bannerWords(chat)).to.equal(nowhere));
  expect(showsDrop(chat)).to.be.false;
  expect(chosen(chat)).to.be.empty;
}

describe('files', () => {
  it('have no button where one may not attach any, and dropped ones are refused', async () => {
    const chat = await openRoom({ files: access('one', { attach: false }) });
    await isRefused(chat);
    expect(parts(chat, 'attach')).to.be.empty;
  });

  it('that are dropped are refused while the room is locked', async () => {
    await isRefused(await openRoom({ locked: true }));
  });

  it('that were chosen before the right to attach has ended are not sent; the text stays', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ files: access('one') }) },
      rejoins: {
        [room]: joined({
          mode: 'delta',
          head: 1,
          entries: [entry(1, 'later')],
          files: access('two', { attach: false }),
        }),
      },
      uploads: [{ ok: true, id: 'one', url: 'files/uploads/one' }],
      taken: { one: 1 },
    });
    const chat = await openChat({ 'relay-url': server.url, room });
    await choose(chat, textFile('one.txt'));
    await isChosen(chat, ['one.txt'], 'ready');
    await server.say('head', { room, epoch: 'first', head: 1 });
    await eventually(() => expect(parts(chat, 'attach')).to.be.empty);
    say(chat, 'with a file');
    await eventually(() => expect(part(chat, 'problem')).to.have.trimmed.text(nowhere));
    expect(input(chat, 'field').value).to.equal('with a file');
    expect(chosen(chat)).to.deep.equal(['one.txt']);
    expect(await server.heard()).to.be.empty;
  });
});
