import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { editedSchema, messageEntrySchema, messageSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { FileKeys } from '../../relay/lib/files/file-keys.js';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { FileTexts } from '../../relay/lib/rooms/old-clients/file-texts.js';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newTutorialClient } from '../support/tutorial-client.ts';
import { changing, newId, newMember, refused, shaped, type WireClient } from '../support/wire-client.ts';
import { newFilesFolder } from './file-store.ts';

/** A room with Ann, who has uploaded two files, and Olga, whose client does not show files. */
async function newRoom(t: TestContext, options: RelayOptions = {}) {
  const owner = 'user:ann';
  const { data, ids } = await newFilesFolder(t, [
    { owner, name: 'my cat.txt' },
    { owner, name: 'b.txt' },
  ]);
  const relay = await newRelay(t, { data, authSecret, ...options });
  const url = `${relay.url}${options.path ?? ''}`;
  const ann = await newMember(t, relay.url, 'Ann', {
    ...bearing(await token({ sub: 'ann' }), { files: true }),
    path: `${options.path ?? ''}/socket.io`,
  });
  const olga = await newMember(t, relay.url, 'Olga', { path: `${options.path ?? ''}/socket.io` });
  return { relay, url, ann, olga, ids };
}

async function send(client: WireClient, ids: readonly string[], message = ''): Promise<string> {
  const id = newId();
  const files = ids.map((each) => ({ id: each }));
  assert.ok((await client.ask('send', { room: 'lobby', id, message, files })).ok);
  return id;
}

/** The text without the keys of the addresses, which change. */
const withoutKeys = (text: string): string => text.replaceAll(/key=\S+/g, 'key=KEY');

const linesOf = (url: string, [one, two]: readonly string[]): string =>
  `my cat.txt ${url}/files/${one}/my%20cat.txt?key=KEY\nb.txt ${url}/files/${two}/b.txt?key=KEY`;

test('a client that does not show files gets their names and addresses after the text', async (t) => {
  const { url, ann, olga, ids } = await newRoom(t, { path: '/chat' });
  const { epoch } = await olga.join();
  await send(ann, ids, 'my cats');
  const live = shaped(messageEntrySchema, await olga.hearsEntry(1));
  assert.equal(withoutKeys(live.message), `my cats\n${linesOf(url, ids)}`);
  assert.equal('files' in live, false);
  const read = await fetch(/\S+$/.exec(live.message)?.[0] ?? '');
  assert.equal(await read.text(), 'a cat 1');

  const [snapshot] = (await olga.join()).messages ?? [];
  const [page] = (await olga.history(10)).messages;
  const [delta] = (await olga.join({ since: { epoch, seq: 0 } })).entries ?? [];
  for (const message of [snapshot, page, delta])
    assert.equal(shaped(messageSchema, message).message, live.message);

  const shown = shaped(messageEntrySchema, await ann.hearsEntry(1));
  assert.deepEqual([shown.message, shown.files?.length], ['my cats', 2]);
});

test('a message of files alone is their names and addresses alone', async (t) => {
  const { url, ann, olga, ids } = await newRoom(t);
  await send(ann, ids);
  const live = shaped(messageEntrySchema, await olga.hearsEntry(1));
  assert.equal(withoutKeys(live.message), linesOf(url, ids));
});

test('an edit of a caption keeps the addresses, and one of another text adds none', async (t) => {
  const { url, ann, olga, ids } = await newRoom(t);
  const { epoch } = await olga.join();
  const id = await send(ann, ids, 'my cats');
  await ann.edit({ seq: 1, id }, 'our cats');
  const live = shaped(editedSchema, await olga.hearsEntry(2));
  assert.equal(withoutKeys(live.message ?? ''), `our cats\n${linesOf(url, ids)}`);
  const entries = (await olga.join({ since: { epoch, seq: 1 } })).entries ?? [];
  assert.equal(shaped(editedSchema, entries[0]).message, live.message);

  const other = newId();
  await ann.say('a text', { id: other });
  await ann.edit({ seq: 3, id: other }, 'another text');
  assert.equal(shaped(editedSchema, await olga.hearsEntry(4)).message, 'another text');
});

test('the addresses that a client sends back with its edit do not become a part of the caption', async (t) => {
  const { url, ann, ids, relay } = await newRoom(t);
  const id = await send(ann, ids, 'my cats');
  const old = await newMember(t, relay.url, 'Ann', bearing(await token({ sub: 'ann' })));
  const [shown] = (await old.join()).messages ?? [];
  const [, one = '', two = ''] = shown?.message.split('\n') ?? [];
  assert.equal(withoutKeys(`${one}\n${two}`), linesOf(url, ids));
  const target = { seq: 1, id };
  // What the person has written beside them stays, also what only looks like one of them.
  const others = `${one}0\nb.txt ${url}/files/${ids[1]}/b.txt?key=0.0`;
  for (const [edited, caption] of [
    [`our cats\n${one}\n${two}`, 'our cats'],
    [`our\n${two}\ncats\n${one}`, 'our\ncats'],
    [`${one}\n${two}\n${others}`, others],
    [`${one}\n${two}`, ''],
    [`our cats\n${one}. See page 3\n${two}`, `our cats\n${one}. See page 3`],
    [`    our cats  \n${one}\n${two}`, '    our cats  '],
    [`\n \n${one}\n${two}`, ''],
  ] as const) {
    const { seq } = await old.edit(target, edited);
    assert.equal(shaped(editedSchema, await ann.hearsEntry(seq)).message, caption);
  }
  // A retry is recognised.
  const again = changing(target, { message: `all cats\n${one}\n${two}` });
  assert.ok((await old.ask('edit', again)).ok);
  assert.ok((await old.ask('edit', again)).ok);
});

test('the text of an edit is looked through only if it is by the sender of the message', async (t) => {
  const { ann, olga, ids } = await newRoom(t);
  const id = await send(ann, ids, 'my cats');
  const { mock } = t.mock.method(FileTexts.prototype, 'captionIn');
  await olga.join();
  const edit = changing({ seq: 1, id }, { message: 'no cats' });
  assert.equal(refused(await olga.ask('edit', edit)).code, 'forbidden');
  assert.equal(mock.callCount(), 0);
  await ann.edit({ seq: 1, id }, 'our cats');
  assert.equal(mock.callCount(), 1);
});

test('an edit of thousands of lines makes each address once, and judges no foreign line', (t) => {
  const keys = new FileKeys(new Uint8Array(32));
  const judge = t.mock.method(keys, 'judge');
  const address = t.mock.fn((_room: string, { id }: { id: string }, key = 'KEY') => `files/${id}?key=${key}`);
  const texts = new FileTexts(new MemoryLog(), { address, keys }, '/');
  const files = Array.from({ length: 10 }, (_, index) => ({
    id: `file-${index}`,
    name: 'cat.png',
    type: 'image/png',
    size: 1,
  }));
  const message = Array.from({ length: 4000 }, () => 'a=').join('\n');
  assert.equal(texts.captionIn('lobby', { message, files }, 'https://example.org'), message);
  assert.equal(address.mock.callCount(), files.length);
  assert.equal(judge.mock.callCount(), 0);
});

test('a tutorial client gets the names and addresses too', async (t) => {
  const { url, ann, ids } = await newRoom(t);
  const plain = newTutorialClient(t, url);
  await plain.hears('welcome to the chat');
  await send(ann, ids, 'my cats');
  const heard = await plain.messages.first('the cats', ({ message }) => message.startsWith('my cats'));
  assert.equal(withoutKeys(heard.message), `my cats\n${linesOf(url, ids)}`);
});

test('files with an origin of their own are named there', async (t) => {
  const { ann, olga, ids } = await newRoom(t, { filesOrigin: 'https://files.example.org' });
  await send(ann, ids);
  const live = shaped(messageEntrySchema, await olga.hearsEntry(1));
  assert.equal(withoutKeys(live.message), linesOf('https://files.example.org', ids));
});
