import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, press, remove, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import {
  buttonOf,
  conversation,
  distanceFromEnd,
  focusedPart,
  input,
  isIn,
  isSent,
  messageOf,
  part,
  parts,
  quoteOf,
} from './support/view.ts';

/** Says something in answer to the message with this text. */
async function answer(chat: RealtimeChat, text: string, reply: string): Promise<void> {
  await choose(chat, text, 'Reply');
  say(chat, reply);
}

async function quotes(chat: RealtimeChat, text: string, quoted: string): Promise<void> {
  await eventually(() => expect(quoteOf(chat, text)).to.have.text(quoted));
}

/** Waits until the message with this text is in view, marked, and has the focus. */
async function isLookedUp(chat: RealtimeChat, text: string): Promise<void> {
  await eventually(() => {
    const message = messageOf(chat, text);
    expect(message).to.have.attribute('data-marked');
    expect(chat.shadowRoot?.activeElement?.textContent).to.equal(message.textContent);
    const pane = part(chat, 'content').getBoundingClientRect();
    const { top, bottom } = message.getBoundingClientRect();
    expect(top).to.be.at.least(pane.top - 1);
    expect(bottom).to.be.at.most(pane.bottom + 1);
  });
}

/** A chat that has just come into a room in which a message answers one that is many pages back. */
async function openLongAfter(): Promise<RealtimeChat> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  const ann = await openChat({ room });
  await ben.says('in the beginning');
  await eventually(() => messageOf(ann, 'in the beginning'));
  await choose(ann, 'in the beginning', 'Reply');
  await ben.says(...Array.from({ length: 420 }, (_, index) => `message ${index}`));
  say(ann, 'long after');
  await isSent(ann, 'long after');
  const cem = await openOther({ room, username: 'Cem' });
  await quotes(cem, 'long after', 'Ben in the beginning');
  return cem;
}

describe('a reply', () => {
  it('cuts a long quote between letters', async () => {
    const { ann, ben } = await openTwo();
    const start = 'x'.repeat(199);
    const long = `${start}👩‍👩‍👧‍👦 and so on`;
    say(ben, long);
    await eventually(() => messageOf(ann, long));
    await answer(ann, long, 'indeed');
    await quotes(ann, 'indeed', `Ben ${start}`);
  });

  it('is started in the menu, and shows both people the author and the first line of the quoted message', async () => {
    const { ann, ben } = await openTwo();
    say(ben, '**shall** we meet?\nat noon perhaps');
    await eventually(() => messageOf(ann, 'shall we meet?\nat noon perhaps'));
    await choose(ann, 'shall we meet?\nat noon perhaps', 'Reply');
    await eventually(() => expect(part(ann, 'context')).to.contain.text('Reply to Ben shall we meet?'));
    expect(focusedPart(ann)).to.equal('field');
    say(ann, 'gladly');
    for (const chat of [ann, ben]) {
      await isIn(chat, 'gladly', 'sent');
      await quotes(chat, 'gladly', 'Ben shall we meet?\nat noon perhaps');
      const lineHeight = messageOf(chat, 'gladly')
        .querySelector('[part~="text"]')
        ?.getBoundingClientRect().height;
      expect(quoteOf(chat, 'gladly').getBoundingClientRect().height).to.be.below(lineHeight ?? 0);
    }
    expect(parts(ann, 'context')).to.be.empty;
    say(ann, 'nothing to do with it');
    await isSent(ann, 'nothing to do with it');
    expect(() => quoteOf(ann, 'nothing to do with it')).to.throw('answers nothing');
  });

  it('jumps to the quoted message by a click, and highlights it for a moment', async () => {
    const { ann, ben } = await openTwo();
    await ben.send('what time?');
    await eventually(() => messageOf(ann, 'what time?'));
    await answer(ann, 'what time?', 'at noon');
    await isSent(ann, 'at noon');
    quoteOf(ann, 'at noon').click();
    await isLookedUp(ann, 'what time?');
    await eventually(() => expect(messageOf(ann, 'what time?')).not.to.have.attribute('data-marked'));
  });

  it('jumps to a quoted message many pages back', async () => {
    const cem = await openLongAfter();
    expect(conversation(cem)).to.have.lengthOf(50);
    quoteOf(cem, 'long after').click();
    await isLookedUp(cem, 'in the beginning');
  });

  it('jumps there also if an earlier scroll event arrives only then', async () => {
    const cem = await openLongAfter();
    quoteOf(cem, 'long after').click();
    await isLookedUp(cem, 'in the beginning');
    part(cem, 'latest').click();
    await eventually(() => quoteOf(cem, 'long after'));
    await eventually(() => expect(distanceFromEnd(cem)).to.be.below(1));
    // As a browser does, at the beginning of the next frame.
    requestAnimationFrame(() => part(cem, 'content').dispatchEvent(new Event('scroll')));
    quoteOf(cem, 'long after').click();
    await isLookedUp(cem, 'in the beginning');
  });

  it('says that the quoted message was deleted, or is no longer kept', async () => {
    const { room, ann, ben } = await openTwo();
    say(ben, 'never mind');
    await eventually(() => messageOf(ann, 'never mind'));
    await answer(ann, 'never mind', 'what?');
    await quotes(ben, 'what?', 'Ben never mind');
    await remove(ben, 'never mind');
    for (const chat of [ann, ben, await openOther({ room, username: 'Cem' })])
      await quotes(chat, 'what?', 'Ben Message deleted');

    const kept = entry(9, 'the oldest that is kept', { reply: 3 });
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 9, floor: 9, messages: [kept] }) },
      history: { ok: true, messages: [], floor: 9 },
    });
    const late = await openChat({ 'relay-url': server.url, room });
    await quotes(late, 'the oldest that is kept', 'The message is no longer kept');
  });

  it('becomes a normal message by Escape or the cancel button, and the text stays', async () => {
    const { ann, ben } = await openTwo();
    await ben.send('shall we meet?');
    await eventually(() => messageOf(ann, 'shall we meet?'));
    const leaves: (() => void)[] = [
      () => void press(part(ann, 'field'), 'Escape'),
      () => part(ann, 'context').querySelector('button')?.click(),
    ];
    for (const leave of leaves) {
      type(ann, 'field', '');
      await choose(ann, 'shall we meet?', 'Reply');
      await eventually(() => expect(part(ann, 'context')).to.contain.text('Reply to Ben'));
      type(ann, 'field', 'by the way');
      leave();
      await eventually(() => expect(parts(ann, 'context')).to.be.empty);
      expect(input(ann, 'field').value).to.equal('by the way');
      expect(focusedPart(ann)).to.equal('field');
    }
    say(ann, 'by the way');
    await isSent(ann, 'by the way');
    expect(() => quoteOf(ann, 'by the way')).to.throw('answers nothing');
  });

  it('to a forgotten message is refused with a reason, and can be sent without the quote', async () => {
    const relay = await ownRelay({ args: ['--data', ':memory:'] });
    const { ann, ben } = await openTwo({ 'relay-url': relay.url });
    await ben.send('lost in a moment');
    await eventually(() => messageOf(ann, 'lost in a moment'));
    await choose(ann, 'lost in a moment', 'Reply');
    await relay.kill();
    await relay.startAgain();
    await eventually(() => expect(() => messageOf(ann, 'lost in a moment')).to.throw());
    // It stands where the other did.
    await ben.send('first of the new');
    await eventually(() => messageOf(ann, 'first of the new'));
    say(ann, 'too late');
    await isIn(ann, 'too late', 'failed');
    await eventually(() =>
      expect(messageOf(ann, 'too late')).to.contain.text('Not sent. The message is no longer there.'),
    );
    (await buttonOf(ann, 'too late', 'Try again')).click();
    await isSent(ann, 'too late');
    await eventually(() => messageOf(ben, 'too late'));
    expect(() => quoteOf(ben, 'too late')).to.throw('answers nothing');
  });
});
