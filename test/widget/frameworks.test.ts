import { expect } from '@open-wc/testing';
import { newRoom, isOnline, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { input, isSent, part, shows } from './support/view.ts';

interface Props {
  topic: string;
  onAsked: (text: string) => void;
}

/** What each file of test/support/frameworks has: an application around the snippet of docs/embedding.md. */
interface Framework {
  mount(place: HTMLElement, props: Props): { render(props: Props): void; unmount(): void };
}

for (const name of ['react', 'vue', 'svelte', 'none']) {
  describe(`the documented way with ${name === 'none' ? 'no framework' : name}`, () => {
    it('sets properties, receives events and keeps the typed text', async () => {
      const framework = (await import(`/frameworks/${name}.js`)) as Framework;
      const topic = newRoom();
      const other = newRoom();
      const ben = await Person.enter(topic, 'Ben');
      const place = stage();
      const asked: string[] = [];
      const onAsked = (text: string): void => void asked.push(text);
      const application = framework.mount(place, { topic, onAsked });
      const chat = await eventually(() => {
        const found = place.querySelector('realtime-chat');
        if (!found) throw new Error('There is no chat');
        return found;
      });
      await isOnline(chat);
      expect(part(chat, 'header').textContent).to.include(`About ${topic}`);
      expect(part(chat, 'send').textContent).to.equal('Ask');

      type(chat, 'name', 'Ann');
      type(chat, 'field', 'how?');
      clickSend(chat);
      await isSent(chat, 'how?');
      await eventually(() => expect(asked).to.deep.equal(['how?']));

      type(chat, 'field', 'half a sent');
      const changes: string[] = [];
      chat.addEventListener('chat-status', ({ detail: { status } }) => changes.push(status));
      const further: string[] = [];
      application.render({ topic, onAsked: (text) => void further.push(text) });
      await ben.says('anew');
      await shows(chat, ['Ann: how?', 'Ben: anew']);
      expect(place.querySelector('realtime-chat')).to.equal(chat);
      expect(input(chat, 'field').value).to.equal('half a sent');
      expect(changes).to.be.empty;

      application.render({ topic: other, onAsked });
      await eventually(() => expect(part(chat, 'header').textContent).to.include(`About ${other}`));
      await isOnline(chat);
      await ben.sees(1);
      application.render({ topic, onAsked });
      await ben.sees(2);
      expect(input(chat, 'field').value).to.equal('half a sent');

      application.unmount();
      await ben.sees(1);
      expect(chat.isConnected).to.be.false;
    });
  });
}
