import { expect, nextFrame, oneEvent } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { newRoom, openChat, openTwo, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { isStill, messageOf, part, parts, placeOf, quoteOf } from './support/view.ts';

const gone = { deleted: true, message: '' };

function lines(chat: RealtimeChat): string[] {
  return parts(chat, 'text').map((text) => text.textContent);
}

async function showsLines(chat: RealtimeChat, expected: string[]): Promise<void> {
  await eventually(() => expect(lines(chat)).to.deep.equal(expected));
}

/** Ann's chat in a room that holds these messages, by Ben unless they say otherwise. */
async function openOn(written: readonly object[], given: Record<string, string> = {}): Promise<RealtimeChat> {
  const room = newRoom();
  const messages = written.map((each, index) => entry(index + 1, `message ${index + 1}`, each));
  const server = await scriptedServer({ joins: { [room]: joined({ head: written.length, messages }) } });
  return openChat({ 'relay-url': server.url, room, ...given });
}

describe('several deleted messages in a row', () => {
  it('are one line with their number, whoever wrote them', async () => {
    const chat = await openOn([{}, gone, { ...gone, sender: 'cem', username: 'Cem' }, gone, {}, gone, {}]);
    await showsLines(chat, ['message 1', '3 messages deleted', 'message 5', 'Message deleted', 'message 7']);
    const line = messageOf(chat, '3 messages deleted');
    expect(line.querySelector('[part="author"]')).to.be.null;
    expect(messageOf(chat, 'message 5')).not.to.have.attribute('data-continued');
  });

  it('become one as they are deleted, where the reader keeps place and focus', async () => {
    const { room, ann, ben } = await openTwo();
    for (const text of ['one', 'two', 'three']) await ben.send(text);
    const cem = await Person.enter(room, 'Cem');
    await cem.says(...Array.from({ length: 40 }, (_, index) => `later ${index + 1}`));
    await eventually(() => messageOf(ann, 'later 40'));
    for (const text of ['one', 'two']) await ben.delete(text === 'one' ? 1 : 2);
    await eventually(() => messageOf(ann, '2 messages deleted'));
    await isStill(ann);
    await scrollTo(ann, 400);
    const before = placeOf(ann, 'later 20');
    await ben.delete(3);
    await eventually(() => messageOf(ann, '3 messages deleted'));
    expect(placeOf(ann, 'later 20')).to.be.closeTo(before, 0.5);
    messageOf(ann, '3 messages deleted').focus();
    expect(ann.shadowRoot?.activeElement).to.equal(messageOf(ann, '3 messages deleted'));
  });

  it('keep the focus of the one that had it when it joins the line', async () => {
    const { ann, ben } = await openTwo();
    for (const text of ['one', 'two']) await ben.send(text);
    await eventually(() => messageOf(ann, 'two'));
    await ben.delete(1);
    await eventually(() => messageOf(ann, 'Message deleted'));
    messageOf(ann, 'two').focus();
    await ben.delete(2);
    await eventually(() => messageOf(ann, '2 messages deleted'));
    expect(ann.shadowRoot?.activeElement).to.equal(messageOf(ann, '2 messages deleted'));
  });

  it('are found by a quote and by a link, whichever of them it names', async () => {
    const chat = await openOn([gone, gone, gone, { reply: 2 }]);
    await eventually(() => messageOf(chat, '3 messages deleted'));
    quoteOf(chat, 'message 4').click();
    await eventually(() => expect(messageOf(chat, '3 messages deleted')).to.have.attribute('data-marked'));
    expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, '3 messages deleted'));
    messageOf(chat, 'message 4').focus();
    await chat.goTo(3);
    expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, '3 messages deleted'));
  });

  it('are one step for the arrow keys', async () => {
    const chat = await openOn([{}, gone, gone, {}]);
    await eventually(() => messageOf(chat, '2 messages deleted'));
    messageOf(chat, 'message 4').focus();
    await chat.updateComplete;
    const texts: (string | null | undefined)[] = [];
    for (let step = 0; step < 2; step++) {
      await eventually(() => {
        const focused = chat.shadowRoot?.activeElement;
        if (focused) press(focused, 'ArrowUp');
        expect(chat.shadowRoot?.activeElement).not.to.equal(focused);
      });
      texts.push(chat.shadowRoot?.activeElement?.querySelector('[part~="text"]')?.textContent);
    }
    expect(texts).to.deep.equal(['2 messages deleted', 'message 1']);
  });

  it('stand apart below the line of new messages, and on different days', async () => {
    const time = Date.now() - 86_400_000;
    const chat = await openOn([{ ...gone, time }, { ...gone, time }, gone, gone]);
    await showsLines(chat, ['2 messages deleted', '2 messages deleted']);
  });

  it('do not hide what is above them: older messages load until the pane is full', async () => {
    const room = newRoom();
    const page = (first: number, change: object): object[] =>
      Array.from({ length: 50 }, (_, index) => entry(first + index, `message ${first + index}`, change));
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 100, messages: page(51, gone) }) },
      history: { ok: true, floor: 1, messages: page(1, {}) },
    });
    const chat = await openChat({ 'relay-url': server.url, room });
    await eventually(() => messageOf(chat, 'message 50'));
    expect(lines(chat).at(-1)).to.equal('50 messages deleted');
    await eventually(() => expect(part(chat, 'content').scrollTop).to.be.above(0));
  });

  it('leave what was said before them in reach, also if they are more than the document holds', async () => {
    const { chat } = await openImported([...plain(200), ...deleted(350)]);
    await eventually(() => expect(part(chat, 'content').scrollTop).to.be.above(0));
    messageOf(chat, 'message 200');
    expect(lines(chat).at(-1)).to.equal('350 messages deleted');
    // The rest of the log is loaded when the reader asks for it.
    expect(chat.messages.length).to.be.below(500);
  });

  it('do not stop a reader who scrolls up through them', async () => {
    const { chat } = await openImported([...plain(100), ...deleted(120), ...plain(50, 221)]);
    await eventually(() => messageOf(chat, 'message 270'));
    await scrollTo(chat, 0);
    await eventually(() => messageOf(chat, '50 messages deleted'));
    await scrollTo(chat, 0);
    await eventually(() => messageOf(chat, 'message 100'));
  });

  it('do not stop them where a page is drawn before it is known to be complete', async () => {
    const { chat } = await openImported([...plain(100), ...deleted(120), ...plain(50, 221)]);
    await eventually(() => messageOf(chat, 'message 270'));
    const load = chat.loadOlder.bind(chat);
    chat.loadOlder = async () => {
      await load();
      await nextFrame();
      await nextFrame();
    };
    await eventually(() => {
      part(chat, 'content').scrollTop = 0;
      messageOf(chat, 'message 100');
    });
  });

  it('are loaded again once the room is back, if that has failed', async () => {
    const room = newRoom();
    const page = (first: number, change: object): object[] =>
      Array.from({ length: 50 }, (_, index) => entry(first + index, `message ${first + index}`, change));
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 100, messages: page(51, gone) }) },
      histories: [refused('forbidden'), { ok: true, floor: 1, messages: page(1, {}) }],
    });
    const chat = placeChat({ 'relay-url': server.url, room });
    await oneEvent(chat, 'chat-error');
    chat.disconnect();
    await chat.updateComplete;
    chat.connect();
    await eventually(() => messageOf(chat, 'message 50'));
  });
});

/** So many messages, of which the first has this number. */
function plain(count: number, first = 1): string[] {
  return Array.from({ length: count }, (_, index) => `message ${first + index}`);
}

function deleted(count: number): undefined[] {
  return Array.from({ length: count }, () => undefined);
}

/** Ann's chat in a room that holds these messages; those without a text are deleted. */
async function openImported(texts: readonly (string | undefined)[]): Promise<{ chat: RealtimeChat }> {
  const room = newRoom();
  const relay = await ownRelay();
  const entries = texts.map((text, index) => entry(index + 1, text ?? '', text === undefined ? gone : {}));
  await relay.import(room, entries);
  return { chat: await openChat({ 'relay-url': relay.url, room }) };
}
