import { expect } from '@open-wc/testing';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { choose, say } from './support/hands.ts';
import { localRelay } from './support/servers.ts';
import { isSent, part, parts, reactionsOf } from './support/view.ts';

const tags = Object.entries(scriptFiles);
/** Where each version is. */
const versions = { this: window.relayUrl, other: `${location.origin}/other-version` };
const pairs = [
  ['this', 'other'],
  ['other', 'this'],
] as const;

for (const [firstFile, firstTag] of tags) {
  for (const [secondFile, secondTag] of tags) {
    for (const [first, second] of pairs) {
      it(`${first} version’s ${firstFile} and ${second} version’s ${secondFile} are on one page`, async () => {
        const page = await openPage(`${firstTag(versions[first])}${secondTag(versions[second])}
          <realtime-chat relay-url="${window.relayUrl}" room="${newRoom()}" username="Ann" lang="de"></realtime-chat>`);
        const chat = chatOf(page);
        await eventually(() => expect(part(chat, 'send').textContent).to.equal('Senden'));
        await isOnline(chat);
        // Modules wait until the page is there.
        const isLater = firstTag === scriptFiles['realtime-chat.js'] && firstTag !== secondTag;
        const defining = isLater ? second : first;
        const version: unknown = Reflect.get(chat.constructor, 'version');
        expect(version).to.equal(defining === 'other' ? 'other' : undefined);

        say(chat, 'hallo');
        await isSent(chat, 'hallo');
        await choose(chat, 'hallo', 'Weitere Emojis');
        const emoji = await eventually(() => {
          const found = parts(chat, 'picker')[0]?.querySelector<HTMLElement>('.picker-grid button');
          if (!found) throw new Error('There are no emoji yet');
          return found;
        });
        emoji.click();
        await eventually(() => expect(reactionsOf(chat, 'hallo')).to.have.length(1));
        const later = page.window.performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => /realtime-chat-[\w-]+\.js(?!on)/.test(name));
        expect(later).not.to.be.empty;
        for (const name of later) expect(name).to.include(`${versions[defining]}/realtime-chat-`);
        expect(page.problems).to.be.empty;
      });
    }
  }
}

for (const [file, tag] of tags) {
  it(`${file} from two relays connects chats to the first, and to the second by relay-url`, async () => {
    const own = await localRelay();
    const room = newRoom();
    const page = await openPage(`${tag(own)}${tag(window.relayUrl)}
      <realtime-chat room="${room}" username="Ann"></realtime-chat>
      <realtime-chat relay-url="${window.relayUrl}" room="${room}" username="Ann"></realtime-chat>`);
    const chats = [...page.document.querySelectorAll('realtime-chat')];
    expect(chats).to.have.length(2);
    for (const [index, chat] of chats.entries()) {
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      say(chat, `on ${index}`);
      await isSent(chat, `on ${index}`);
    }
    const texts = chats.map(({ messages }) =>
      messages.filter(({ own }) => own).map(({ message }) => message),
    );
    expect(texts).to.deep.equal([['on 0'], ['on 1']]);
    expect(page.problems).to.be.empty;
  });
}
