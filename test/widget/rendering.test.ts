import { expect } from '@open-wc/testing';
import type { PropertyValues } from 'lit';
import { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { scriptedServer } from './support/servers.ts';
import { isIn, messageOf, part, parts, reactionsOf, textOf } from './support/view.ts';

describe('rendering', () => {
  it('only reads: it starts no timer, loads no file and asks for no further render', async () => {
    const effects: string[] = [];
    let isRendering = false;
    const setTimeout = window.setTimeout.bind(window);
    const note = (effect: string): void => {
      if (isRendering) effects.push(effect);
    };
    class WatchedChat extends RealtimeChat {
      override requestUpdate(...args: Parameters<RealtimeChat['requestUpdate']>): void {
        note('requestUpdate');
        super.requestUpdate(...args);
      }

      // Around it are the hooks in which effects belong. Lists are rendered in it, after render().
      protected override update(changed: PropertyValues<this>): void {
        isRendering = true;
        try {
          super.update(changed);
        } finally {
          isRendering = false;
        }
      }
    }
    customElements.define('watched-chat', WatchedChat);
    const room = newRoom();
    const messages = [entry(9, 'hello'), entry(10, 'an answer', { reply: 1 })];
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 10, messages }) },
      sends: [
        refused('conflict'),
        { ok: false, error: { code: 'rate_limited', message: '', retryAfter: 60 } },
      ],
    });
    const chat = new WatchedChat();
    const { loadOnDemand } = chat.conversation;
    Object.assign(chat.conversation, {
      loadOnDemand: () => {
        note('loadOnDemand');
        return loadOnDemand();
      },
    });
    Object.assign(chat, { relayUrl: server.url, room, username: 'Ann' });
    Object.assign(window, {
      setTimeout: (...args: Parameters<typeof setTimeout>) => {
        note('setTimeout');
        return setTimeout(...args);
      },
    });
    try {
      stage().append(chat);
      await isOnline(chat);
      await eventually(() => messageOf(chat, 'an answer'));
      say(chat, 'refused');
      await isIn(chat, 'refused', 'failed');
      say(chat, 'waiting');
      await isIn(chat, 'waiting', 'queued');
      await eventually(() => expect(part(chat, 'state').textContent).not.to.equal(''));
      await server.say('entries', { room, epoch: 'first', entries: [entry(11, 'news')] });
      await eventually(() => messageOf(chat, 'news'));
      await chat.updateComplete;
    } finally {
      Object.assign(window, { setTimeout });
    }
    expect(effects).to.deep.equal([]);
  });
});

describe('the text of a message', () => {
  it('stays the same element, whoever comes and whatever reactions it gets, until it mentions somebody', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    const ben = await Person.enter(room, 'Ben');
    const text = 'write to cleo@example.org or @Cleo';
    await ben.says(text);
    const element = await eventually(() => textOf(messageOf(chat, text)));
    await Person.enter(room, 'Dan');
    await eventually(() => expect(chat.members).to.have.lengthOf(3));
    await chat.updateComplete;
    expect(textOf(messageOf(chat, text))).to.equal(element);
    await chat.react(chat.messages.find(({ message }) => message === text)?.id ?? '', '👍');
    await eventually(() => expect(reactionsOf(chat, text)).to.deep.equal(['👍 1*']));
    expect(textOf(messageOf(chat, text))).to.equal(element);
    await Person.enter(room, 'Cleo');
    await eventually(() =>
      expect(parts(chat, 'mention').map((each) => each.textContent)).to.deep.equal(['@Cleo']),
    );
    expect(textOf(messageOf(chat, text))).not.to.equal(element);
  });
});
