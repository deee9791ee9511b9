import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { say } from './support/hands.ts';
import { ownRelay } from './support/servers.ts';
import { greeting, isSent, shows } from './support/view.ts';

for (const [file, tag] of Object.entries(scriptFiles)) {
  describe(`a page with ${file} from the relay`, () => {
    it('has a chat on that relay by two lines', async () => {
      const relay = await ownRelay();
      const page = await openPage(
        `${tag(relay.url)}<realtime-chat room="lobby" username="Ann"></realtime-chat>`,
      );
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      say(chat, 'hello');
      await shows(chat, [greeting, 'Ann: hello']);
      expect(page.problems).to.be.empty;
    });

    it('keeps properties that were set before the file had loaded', async () => {
      const room = newRoom();
      const page = await openPage(`<realtime-chat></realtime-chat><script>
        Object.assign(document.querySelector('realtime-chat'), { room: '${room}', username: 'Dora', heading: 'Early' });
      </script>${tag(window.relayUrl)}`);
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      expect(chat).to.include({ room, username: 'Dora', heading: 'Early' });
      say(chat, 'hello');
      await isSent(chat, 'hello');
      await shows(await openChat({ room }), ['Dora: hello', greeting]);
      expect(page.problems).to.be.empty;
    });

    it('may load it twice, and the package as well', async () => {
      const page = await openPage(`${tag(window.relayUrl)}${tag(`${window.relayUrl}/.`)}
        <script type="module" src="/widget/lib/index.js"></script>
        <realtime-chat room="${newRoom()}" username="Ann"></realtime-chat>`);
      const chat = chatOf(page);
      await isOnline(chat);
      await shows(chat, [greeting]);
      expect(page.problems).to.be.empty;
    });
  });
}

describe('a page with the package', () => {
  it('may load the script file as well', async () => {
    const before = customElements.get('realtime-chat');
    await import(`${window.relayUrl}/realtime-chat.js`);
    expect(customElements.get('realtime-chat')).to.equal(before);
    await shows(await openChat(), [greeting]);
  });
});
