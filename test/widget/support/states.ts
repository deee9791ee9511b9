// Every state that a chat is seen in, as far as it differs for who looks, listens or uses the keys.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './answers.ts';
import { openFilesToSend, openRefusedFiles, openUploading } from './attachments.ts';
import { newRoom, openChat, openOther, placeChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { choose, openMenu, say, scrollTo, scrollToBeginningFor, type } from './hands.ts';
import { openModeration } from './moderation.ts';
import { Person } from './person.ts';
import { freePort } from '../../support/commands.ts';
import { openLarge } from './lightbox.ts';
import { access, documentFile, openFilesOfAllKinds, photo } from './pictures.ts';
import { scriptedServer, tutorialServer } from './servers.ts';
import { NotificationCentre } from './system.ts';
import {
  bannerWords,
  focusedPart,
  hasPeopleFocus,
  input,
  isIn,
  isSent,
  menuItem,
  messageOf,
  part,
  parts,
} from './view.ts';

type Attributes = Record<string, string>;

const ann = { id: 'ann', username: 'Ann' };
const ben = { id: 'ben', username: 'Ben' };
const own = { sender: 'ann', username: 'Ann' };
const formatted = [
  '**bold**, *italic*, ~~struck~~, `code`, @Ann, @Ben and https://example.org/',
  '> quoted',
  '- one',
  '- two',
  '```',
  `const wide = '${'wide '.repeat(30)}';`,
  '```',
].join('\n');

/** All kinds of messages, of several people and one's own. */
const messages = [
  entry(1, 'hello, @Ann', { verified: true }),
  entry(2, 'hello', {
    ...own,
    reply: 1,
    reactions: [
      { emoji: '👍', count: 2, people: [ben, ann] },
      { emoji: '🎉', count: 1, people: [ben] },
    ],
  }),
  entry(3, formatted, { sender: 'cem', username: 'Cem', edited: Date.now() }),
  entry(4, formatted, { ...own, edited: Date.now(), reply: 3 }),
  entry(5, '', { deleted: true }),
  entry(6, '🎉', { username: 'N'.repeat(64) }),
  entry(7, 'مرحبا بكم', { sender: 'nur', username: 'نور' }),
  entry(8, 'an answer', { reply: 5, reactions: [{ emoji: '🎉', count: 1, people: [ben] }] }),
];

async function openConversation(attributes: Attributes = {}): Promise<RealtimeChat> {
  const room = newRoom();
  const members = [ann, ben, { id: 'nobody' }];
  const answer = joined({ head: 8, messages, members, count: 3, editWindow: 900_000 });
  const server = await scriptedServer({
    joins: { [room]: answer },
    sends: [refused('conflict'), refused('unconfirmed')],
  });
  const chat = placeChat({ 'relay-url': server.url, room, username: 'Ann', ...attributes });
  await eventually(() => messageOf(chat, 'hello'));
  await server.say('typing', { room, member: ben });
  await server.say('seen', { room, seen: [{ ...ben, seq: 8 }] });
  await eventually(() => expect(part(chat, 'typing').textContent.trim()).not.to.equal(''));
  if ('readonly' in attributes) return chat;
  for (const text of ['refused', 'not confirmed', 'on its way', 'waiting']) say(chat, text);
  await isIn(chat, 'refused', 'failed');
  await isIn(chat, 'not confirmed', 'failed');
  // What can be done with it loads later.
  await eventually(
    () => expect(messageOf(chat, 'not confirmed').querySelector('[part="state"] button')).to.exist,
  );
  await isIn(chat, 'on its way', 'sending');
  await isIn(chat, 'waiting', 'queued');
  return chat;
}

async function openRefused(attributes: Attributes): Promise<RealtimeChat> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: refused('forbidden') } });
  const chat = placeChat({ 'relay-url': server.url, room, ...attributes });
  await eventually(() => expect(bannerWords(chat)).not.to.equal(''));
  return chat;
}

async function openEmpty(attributes: Attributes): Promise<RealtimeChat> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() } });
  return openChat({ 'relay-url': server.url, room, ...attributes });
}

async function openPanel(attributes: Attributes): Promise<RealtimeChat> {
  const chat = await openConversation({ ...attributes, layout: 'launcher', open: '' });
  await eventually(() => expect(part(chat, 'panel').matches(':popover-open')).to.be.true);
  await eventually(() => part(chat, 'close'));
  // It comes in from nothing, and on the way its colours are paler.
  await eventually(() => expect(getComputedStyle(part(chat, 'panel')).opacity).to.equal('1'));
  return chat;
}

/** The conversation, in which something more is done. */
function andThen(act: (chat: RealtimeChat) => Promise<unknown>) {
  return async (attributes: Attributes): Promise<RealtimeChat> => {
    const chat = await openConversation(attributes);
    await act(chat);
    return chat;
  };
}

export const states: Record<string, (attributes: Attributes) => Promise<RealtimeChat>> = {
  'an empty room': openEmpty,
  'a room whose messages are on their way': async (attributes) => {
    // A server that never answers.
    const server = await scriptedServer({ joins: {} });
    const chat = placeChat({ 'relay-url': server.url, room: newRoom(), ...attributes });
    await eventually(() => part(chat, 'skeleton'));
    return chat;
  },
  'older messages that are on their way, and new ones that are out of sight': async (attributes) => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 8, messages: messages.slice(2) }) },
    });
    const chat = placeChat({ 'relay-url': server.url, room, ...attributes });
    await eventually(() => messageOf(chat, 'an answer'));
    await scrollToBeginningFor(chat, 'progress');
    await server.say('entries', { room, epoch: 'first', entries: [entry(9, 'news')] });
    await eventually(() => part(chat, 'unseen'));
    return chat;
  },
  'pictures and other files': openFilesOfAllKinds,
  'a large picture': openLarge,
  'files to send': openFilesToSend,
  'a message whose files are being uploaded': openUploading,
  'a message with files that was not sent': openRefusedFiles,
  'a long message and deleted ones': async (attributes) => {
    const room = newRoom();
    const texts = ['long\n'.repeat(30), 'code\n```js\nalert()\n```'];
    const talk = texts.map((text, index) => entry(index + 1, text));
    const gone = [3, 4].map((seq) => entry(seq, '', { deleted: true }));
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 4, messages: [...talk, ...gone] }) },
    });
    const chat = placeChat({ 'relay-url': server.url, room, ...attributes });
    await eventually(() => messageOf(chat, '2 messages deleted'));
    await eventually(() => expect(part(chat, 'more')).to.be.displayed);
    return chat;
  },
  'unread messages that were jumped over': async (attributes) => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined({ head: 8, messages }) } });
    const chat = placeChat({ 'relay-url': server.url, room, ...attributes });
    await eventually(() => messageOf(chat, 'an answer'));
    await scrollToBeginningFor(chat, 'latest');
    const entries = Array.from({ length: 40 }, (_, index) => entry(9 + index, `news ${index}`));
    await server.say('entries', { room, epoch: 'first', entries });
    await eventually(() => messageOf(chat, 'news 39'));
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await eventually(() => part(chat, 'skipped'));
    return chat;
  },
  'a relay that cannot be reached': async (attributes) => {
    const chat = placeChat({ 'relay-url': `http://localhost:${await freePort()}`, ...attributes });
    await eventually(() => expect(bannerWords(chat)).not.to.equal(''));
    return chat;
  },
  'a room that is closed to one': openRefused,
  'a server that keeps no history': async (attributes) => {
    const chat = placeChat({ 'relay-url': await tutorialServer(), ...attributes });
    await eventually(() => expect(bannerWords(chat)).not.to.equal(''));
    return chat;
  },
  'a conversation': openConversation,
  'a conversation that one only reads': (attributes) => openConversation({ ...attributes, readonly: '' }),
  'a conversation whose end is out of sight': andThen((chat) => scrollToBeginningFor(chat, 'latest')),
  'a message that has the focus': andThen(async (chat) => messageOf(chat, 'hello').focus()),
  'the menu of a message': andThen((chat) => openMenu(chat, 'hello')),
  'the question before a message is deleted': andThen(async (chat) => {
    await choose(chat, 'hello', 'Delete');
    await eventually(() => menuItem(chat, 'Delete for everyone?'));
  }),
  'what tells of messages outside of the chat': async (attributes) => {
    new NotificationCentre('default');
    const chat = await openEmpty({ ...attributes, sound: '', notifications: '' });
    await eventually(() => expect(parts(chat, 'bell')).to.have.lengthOf(1));
    part(chat, 'sound').click();
    await eventually(() => expect(part(chat, 'sound')).to.have.attribute('aria-pressed', 'false'));
    return chat;
  },
  'the emoji': async (attributes) => {
    const chat = await openChat(attributes);
    say(chat, 'hello');
    await isSent(chat, 'hello');
    await choose(chat, 'hello', 'More emoji');
    await eventually(() => expect(part(chat, 'picker').querySelector('.picker-grid button')).to.exist);
    // Of nearly two thousand, some are enough.
    const field = part(chat, 'picker').querySelector('input');
    if (field) field.value = 'cat';
    field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(part(chat, 'picker').querySelectorAll('h3')).to.be.empty);
    return chat;
  },
  'the people': andThen(async (chat) => {
    part(chat, 'members').click();
    await eventually(() => expect(hasPeopleFocus(chat)).to.be.true);
  }),
  'what a moderator looks after': async (attributes) => {
    const room = newRoom();
    const me = { ...ann, session: 'session of Ann', roles: ['moderator'] };
    const about = { id: 'message-of-Ben-7', sender: 'ben', username: 'Ben', message: 'rude' };
    const files = [photo('sea', { alt: 'The sea' }), documentFile('plan')];
    const server = await scriptedServer({
      joins: { [room]: joined({ me, head: 8, messages, queue: 2, files: access('one') }) },
      queue: [
        {
          items: [
            { id: 'one', type: 'report', time: Date.now(), message: { ...about, seq: 7 }, count: 2 },
            { id: 'two', type: 'held', time: Date.now(), message: { ...about, files } },
          ],
        },
      ],
    });
    const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
    await eventually(() => part(chat, 'shield'));
    // A header that folds its controls meanwhile closes what they have opened, and the first attempt waits in vain.
    await eventually(async () => {
      await openModeration(chat, 'Queue');
      await eventually(() => part(chat, 'queue'), 3000);
    }, 60_000);
    return chat;
  },
  'a text that is nearly too long': andThen(async (chat) => {
    input(chat, 'field').focus();
    type(chat, 'field', 'x'.repeat(7999));
    await eventually(() => part(chat, 'left'));
  }),
  'what completes': andThen(async (chat) => {
    input(chat, 'field').focus();
    await eventually(() => {
      type(chat, 'field', 'hello @');
      expect(parts(chat, 'completion')).not.to.be.empty;
    });
  }),
  'an answer': andThen(async (chat) => {
    await choose(chat, 'hello, @Ann', 'Reply');
    await eventually(() => part(chat, 'context'));
  }),
  'an edit': andThen(async (chat) => {
    await choose(chat, 'hello', 'Edit');
    await eventually(() => part(chat, 'context'));
  }),
  'the button of a launcher, with a count': async (attributes) => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const launcher = { layout: 'launcher', eager: '', 'relay-url': window.relayUrl, room };
    const chat = placeChat({ ...launcher, ...attributes });
    await eventually(() => expect(chat.status).to.equal('online'));
    await ben.says('one', 'two');
    await eventually(() => part(chat, 'badge'));
    return chat;
  },
  'the panel of a launcher': openPanel,
  'the menu in the panel of a launcher': async (attributes) => {
    const chat = await openPanel(attributes);
    await openMenu(chat, 'hello');
    return chat;
  },
  'a locked room': async (attributes) => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined({ locked: true }) } });
    const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
    if (!('readonly' in attributes))
      await eventually(() => expect(part(chat, 'barrier').textContent).to.match(/\S/));
    return chat;
  },
  'a room in slow mode': async (attributes) => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined({ slow: 30 }) } });
    const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
    await eventually(() => part(chat, 'slow'));
    return chat;
  },
  'a name that is asked for': async (attributes) => {
    const chat = await openOther({ 'relay-url': window.relayUrl, ...attributes, username: '' });
    say(chat, 'hello');
    await eventually(() => expect(focusedPart(chat)).to.equal('name'));
    return chat;
  },
};
