import { expect, oneEvent } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, openChat, openOther, placeChat, placeWithProvider } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, say, type } from './support/hands.ts';
import { newPlace, sendTo } from './support/moderation.ts';
import { openBeforeEnd, token } from './support/tokens.ts';
import {
  bannerWords,
  conversation,
  focusedPart,
  input,
  isSent,
  messageOf,
  parts,
  shows,
} from './support/view.ts';

const lisa = { sub: '8', name: 'Lisa', roles: [] };

describe('a person whom the site names', () => {
  it('is asked for no name, and sends under the site’s name', async () => {
    const place = await newPlace();
    const ann = await openChat(place);
    const mona = await openOther({ ...place, token: await token(), username: 'Ramona' });
    expect(parts(mona, 'name')).to.be.empty;
    mona.focus();
    expect(focusedPart(mona)).to.equal('field');
    let username;
    mona.addEventListener('chat-send', ({ detail }) => ({ username } = detail), { once: true });
    say(mona, 'hello');
    await shows(ann, ['Mona: hello']);
    expect(username).to.equal('Mona');
    expect(parts(mona, 'name')).to.be.empty;
  });

  it('can write before the relay has answered', async () => {
    const place = await newPlace();
    const chat = placeChat({ ...place, token: await token(), username: '' });
    await chat.updateComplete;
    expect(parts(chat, 'name')).to.be.empty;
    say(chat, 'at once');
    await isSent(chat, 'at once');
    expect(conversation(chat)).to.deep.equal(['Mona: at once']);
  });

  it('has the mark behind the name alone: not at own messages, nor at those that continue others', async () => {
    const place = await newPlace();
    const ann = await openChat(place);
    const mona = await openOther({ ...place, token: await token(), username: '' });
    await sendTo(mona, 'first', ann);
    await sendTo(mona, 'second', ann);
    const marks = (chat: RealtimeChat): number[] =>
      ['first', 'second'].map((text) => messageOf(chat, text).querySelectorAll('[part="verified"]').length);
    expect(messageOf(ann, 'second')).to.have.attribute('data-continued');
    // The code of the mark loads after the first messages.
    await eventually(() => expect(marks(ann)).to.deep.equal([1, 0]));
    expect(marks(mona)).to.deep.equal([0, 0]);
  });

  it('sees in the text field under which name they write, unless the page has its own words there', async () => {
    const place = await newPlace();
    const mona = await openChat({ ...place, token: await token(), username: '' });
    await eventually(() => expect(input(mona, 'field').placeholder).to.equal('Message as Mona…'));
    expect(input(mona, 'field')).to.have.attribute('aria-label', 'Message as Mona…');
    mona.strings = { field: 'Ask us…' };
    await eventually(() => expect(input(mona, 'field').placeholder).to.equal('Ask us…'));
    const ann = await openOther(place);
    await eventually(() => expect(input(ann, 'field').placeholder).to.equal('Message as Ben…'));
  });

  for (const [who, next] of [
    ['a guest', async () => ''],
    ['another person', () => token(lisa)],
  ] as const) {
    it(`is told when the site’s session has ended and the chat goes on as ${who}`, async () => {
      const place = await newPlace();
      const chat = await openBeforeEnd(
        async (exp) => {
          const bearers = [await token({ exp })];
          return placeWithProvider(place, async () => bearers.pop() ?? next());
        },
        (opened) => expect(input(opened, 'field').placeholder).to.equal('Message as Mona…'),
      );
      expect(bannerWords(chat)).to.equal('');
      await eventually(() => expect(bannerWords(chat)).to.equal('You are no longer signed in as Mona.'));
      expect(chat.status).to.equal('online');
    });
  }

  it('is mentioned by that name', async () => {
    const place = await newPlace();
    const ann = await openChat(place);
    const mona = await openOther({ ...place, token: await token(), username: '' });
    const mentioned = oneEvent(mona, 'chat-mention');
    await sendTo(ann, 'hi @Mona', mona);
    await mentioned;
    expect(messageOf(mona, 'hi @Mona').querySelector('[part~="mention"]')).to.have.attribute(
      'part',
      'mention own',
    );
  });

  it('has a name field with the site’s name where people may choose another', async () => {
    const place = await newPlace('--own-names', 'allow');
    const ann = await openChat(place);
    const mona = await openOther({ ...place, token: await token(), username: '' });
    expect(input(mona, 'name').value).to.equal('Mona');
    say(mona, 'as herself');
    await shows(ann, ['Mona: as herself']);
    type(mona, 'name', 'Ramona');
    say(mona, 'as another');
    await shows(ann, ['Mona: as herself', 'Ramona: as another']);

    mona.remove();
    const again = await openChat({ ...place, token: await token(), username: '' });
    await eventually(() => expect(input(again, 'name').value).to.equal('Ramona'));
    again.remove();
    const other = await openChat({ ...place, token: await token(lisa), username: '' });
    expect(input(other, 'name').value).to.equal('Lisa');
  });

  it('chooses a name if the site gives none', async () => {
    const place = await newPlace();
    const chat = await openChat({ ...place, token: await token({ name: undefined }), username: '' });
    say(chat, 'from nobody');
    await eventually(() => expect(focusedPart(chat)).to.equal('name'));
    type(chat, 'name', 'Nameless');
    clickSend(chat);
    await shows(chat, ['Nameless: from nobody']);
  });
});

describe('a token that changes while the page is open', () => {
  it('changes the name, the draft and the own messages at once, from person to person', async () => {
    const place = await newPlace();
    const chat = await openChat({ ...place, token: await token(), username: '' });
    await sendTo(chat, 'by Mona');
    await isSent(chat, 'by Mona');
    type(chat, 'field', 'a secret of Mona');

    chat.token = await token(lisa);
    await eventually(() => expect(input(chat, 'field').value).to.equal(''));
    await eventually(() => expect(messageOf(chat, 'by Mona')).not.to.have.attribute('data-own'));
    say(chat, 'by Lisa');
    await shows(chat, ['Mona: by Mona', 'Lisa: by Lisa']);
    expect(messageOf(chat, 'by Lisa')).to.have.attribute('data-own');
    // An unsent message would leave with its author.
    await isSent(chat, 'by Lisa');

    chat.token = await token();
    await eventually(() => expect(input(chat, 'field').value).to.equal('a secret of Mona'));
    await eventually(() => expect(messageOf(chat, 'by Mona')).to.have.attribute('data-own'));
    await eventually(() => expect(messageOf(chat, 'by Lisa')).not.to.have.attribute('data-own'));
  });

  it('changes them when a guest signs in, and when the person signs out', async () => {
    const place = await newPlace();
    const chat = await openChat({ ...place, username: '' });
    type(chat, 'name', 'Zoë');
    type(chat, 'field', 'a draft of a guest');

    chat.token = await token();
    await eventually(() => expect(parts(chat, 'name')).to.be.empty);
    expect(input(chat, 'field').value).to.equal('');
    say(chat, 'signed in');
    await isSent(chat, 'signed in');
    expect(conversation(chat)).to.deep.equal(['Mona: signed in']);
    type(chat, 'field', 'a draft of Mona');

    chat.token = undefined;
    await eventually(() => expect(input(chat, 'name').value).to.equal('Zoë'));
    expect(input(chat, 'field').value).to.equal('a draft of a guest');
    await isOnline(chat);
    clickSend(chat);
    await shows(chat, ['Mona: signed in', 'Zoë: a draft of a guest']);
    expect(messageOf(chat, 'signed in')).not.to.have.attribute('data-own');
  });

  it('is no change if it stands for the same person: the draft, the edit and the place stay', async () => {
    const place = await newPlace();
    const chat = await openChat({ ...place, token: await token(), username: '' });
    type(chat, 'field', 'half a senten');
    chat.token = await token({ iat: 1 });
    await chat.updateComplete;
    await isOnline(chat);
    expect(input(chat, 'field').value).to.equal('half a senten');
  });
});
