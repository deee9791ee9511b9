import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scriptedServer } from './support/servers.ts';
import { messageOf, part, parts, words } from './support/view.ts';

/** A relay of before, whose log holds names that none can have by now. */
async function openOldLog(): Promise<RealtimeChat> {
  const room = newRoom();
  const names = ['\u202eeeL nnA', 'Ann Lee ✔', `Zalgo${'\u0301'.repeat(60)}`, '✔', undefined];
  const messages = names.map((username, index) =>
    entry(index + 1, `text ${index}`, { username, sender: `old-${index}`, reactions: [] }),
  );
  const members = [
    { id: 'ann', username: 'Ann' },
    { id: 'eve', username: '\u2067eve\u2069 ☑️' },
  ];
  const stacked = `stack${'\u0301\u0302\u0303'.repeat(200)}`;
  messages.push(entry(6, stacked, { sender: 'stack' }));
  const server = await scriptedServer({
    joins: { [room]: joined({ head: 6, messages, count: 2, members }) },
    says: [['typing', { room, member: { id: 'eve', username: '\u202eeve ✔' } }]],
  });
  return openChat({ 'relay-url': server.url, room });
}

const authorOf = (chat: RealtimeChat, text: string): HTMLElement | null =>
  messageOf(chat, text).querySelector<HTMLElement>('[part="author"]');

describe('names from an old log', () => {
  it('are shown without direction controls, without check marks, and with few combining marks', async () => {
    const chat = await openOldLog();
    expect(authorOf(chat, 'text 0')?.textContent).to.equal('eeL nnA');
    expect(authorOf(chat, 'text 1')?.textContent).to.equal('Ann Lee');
    expect(authorOf(chat, 'text 2')?.textContent).to.match(/^Zalg\S{1,6}$/);
    // What is left of a name is not nothing: without a name, the relay speaks.
    expect(authorOf(chat, 'text 3')?.textContent).to.equal('?');
    await eventually(() => expect(part(chat, 'typing').textContent).to.contain('eve is typing'));
    expect(words(chat)).not.to.match(/[\u202a-\u202e\u2066\u2067✔☑]/);
    expect(chat.members.map(({ username }) => username)).to.deep.equal(['Ann', 'eve']);
  });

  it('each have a direction of their own', async () => {
    const chat = await openOldLog();
    for (const author of parts(chat, 'author')) {
      expect(getComputedStyle(author).unicodeBidi).to.match(/isolate/);
    }
  });
});

describe('the relay’s own messages', () => {
  it('look different from those of a person with such a name', async () => {
    const chat = await openOldLog();
    const own = messageOf(chat, 'text 4');
    expect(authorOf(chat, 'text 4')?.textContent).to.equal('Server');
    expect(own.part.contains('relay')).to.equal(true);
    expect(own.querySelector('[part="avatar"]')).to.equal(null);
    const person = messageOf(chat, 'text 1');
    expect(person.querySelector('[part="avatar"]')).not.to.equal(null);
    expect(person.part.contains('relay')).to.equal(false);
    const frameOf = (message: HTMLElement): string => {
      const text = message.querySelector('[part~="text"]');
      return text ? getComputedStyle(text).borderBlockStartStyle : '';
    };
    expect([frameOf(own), frameOf(person)]).to.deep.equal(['dashed', 'solid']);
  });
});

describe('stacked combining marks', () => {
  it('do not cover the lines above and below', async () => {
    const chat = await openOldLog();
    for (const name of ['author', 'text']) {
      for (const element of parts(chat, name)) expect(getComputedStyle(element).overflowY).to.equal('clip');
    }
  });
});
