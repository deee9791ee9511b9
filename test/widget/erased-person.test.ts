import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { erasePerson } from '../support/commands.ts';
import { newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, say } from './support/hands.ts';
import { localRelay } from './support/servers.ts';
import { isSent, messageOf, part, quoteOf } from './support/view.ts';

const key = 'an-api-key-of-thirty-two-letters.';

/** Ann writes, Ben answers, and Ann reacts to the answer. Ben reads in a language of his own. */
async function openTalk(lang = 'en') {
  const url = await localRelay('--api-key', key);
  const room = newRoom();
  const ann = await openChat({ 'relay-url': url, room, username: 'Ann Archer' });
  const ben = await openOther({ 'relay-url': url, room, lang });
  say(ann, 'private words');
  await eventually(() => messageOf(ben, 'private words'));
  const { sender: person = '' } = ben.messages.at(-1) ?? {};
  const erase = async (): Promise<void> => {
    expect(await erasePerson({ url, key, person })).to.equal(200);
  };
  return { url, room, ann, ben, erase };
}

const shown = (chat: RealtimeChat): string => part(chat, 'content').textContent;

describe('a person who is erased', () => {
  it('is gone from the screen of a connected reader: text, name and quotes', async () => {
    const { ann, ben, erase } = await openTalk();
    await choose(ben, 'private words', 'Reply');
    say(ben, 'an answer');
    await isSent(ben, 'an answer');
    expect(shown(ben)).to.contain('Ann Archer');
    await erase();
    await eventually(() => expect(shown(ben)).not.to.contain('private words'));
    expect(shown(ben)).not.to.contain('Ann Archer');
    expect(messageOf(ben, 'Message deleted').textContent).to.contain('Deleted person');
    expect(quoteOf(ben, 'an answer')).to.have.text('Deleted person Message deleted');
    await eventually(() => expect(shown(ann)).not.to.contain('private words'));
  });

  it('has a name in the language of the reader', async () => {
    const { ben, erase } = await openTalk('de');
    await erase();
    await eventually(() => expect(shown(ben)).to.contain('Gelöschte Person'));
    expect(shown(ben)).not.to.contain('private words');
  });

  it('is gone for a reader who was away, and can write anew', async () => {
    const { ann, ben, erase } = await openTalk();
    const place = ben.parentElement;
    ben.remove();
    await erase();
    place?.append(ben);
    await eventually(() => expect(shown(ben)).to.contain('Deleted person'));
    expect(shown(ben)).not.to.contain('private words');
    say(ann, 'new words');
    await eventually(() => expect(messageOf(ben, 'new words').textContent).to.contain('Ann Archer'));
  });
});
