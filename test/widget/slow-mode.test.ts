import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { sendKeys } from '@web/test-runner-commands';
import { joined, refused, sent } from './support/answers.ts';
import { newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPlace, openModeration, sendTo } from './support/moderation.ts';
import { scriptedServer } from './support/servers.ts';
import { holdTime, passTime } from './support/time.ts';
import { token } from './support/tokens.ts';
import { bannerWords, descriptionOf, messageOf, part } from './support/view.ts';

/** After this time without an arrow key, in milliseconds, what was chosen by them is sent. */
const pause = 800;

function pace(chat: RealtimeChat, seconds: number): HTMLInputElement {
  const found = part(chat, 'moderation').querySelector<HTMLInputElement>(`[data-seconds="${seconds}"]`);
  if (!found) throw new Error(`There is no pace of ${seconds} s`);
  return found;
}

describe('the choice of slow mode', () => {
  it('shows what holds again after a refusal', async () => {
    const room = newRoom();
    const me = { id: 'mona', username: 'Mona', session: 'session of Mona', roles: ['moderator'] };
    const server = await scriptedServer({
      joins: { [room]: joined({ me, queue: 0, slow: 5 }) },
      changes: [refused('forbidden')],
    });
    const mona = await openChat({ 'relay-url': server.url, room, username: 'Mona' });
    await openModeration(mona, 'Room');
    expect(pace(mona, 5)).to.have.property('checked', true);
    pace(mona, 30).click();
    expect(pace(mona, 30)).to.have.property('checked', true);
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    await eventually(() => expect(pace(mona, 5)).to.have.property('checked', true));
    expect(pace(mona, 30)).to.have.property('checked', false);
  });

  /** Mona, with the focus on the pace that holds, and Ann. */
  async function openPaces(): Promise<{ mona: RealtimeChat; ann: RealtimeChat }> {
    const place = await newPlace();
    const ann = await openOther({ ...place, username: 'Ann' });
    const mona = await openOther({ ...place, token: await token(), username: 'Mona' });
    await openModeration(mona, 'Room');
    pace(mona, 0).focus();
    return { mona, ann };
  }

  async function isSlow(chat: RealtimeChat, seconds: number): Promise<void> {
    await eventually(() =>
      expect(part(chat, 'slow')).to.have.text(`Slow mode: one message every ${seconds} s`),
    );
  }

  /** Mona alone, and a function that changes the pace for Olga, at a server that answers her own changes as it is told. */
  async function openScripted(changes: unknown[]): Promise<{
    mona: RealtimeChat;
    change: (seq: number, seconds: number) => Promise<void>;
  }> {
    const room = newRoom();
    const me = { id: 'mona', username: 'Mona', session: 'session of Mona', roles: ['moderator'] };
    const server = await scriptedServer({ joins: { [room]: joined({ me, queue: 0 }) }, changes });
    const mona = await openChat({ 'relay-url': server.url, room, username: 'Mona' });
    await openModeration(mona, 'Room');
    const change = async (seq: number, seconds: number): Promise<void> => {
      const base = { sender: 'olga', username: 'Olga', time: 0 };
      const slow = { ...base, seq, type: 'moderate', id: `action-of-Olga-${seq}`, action: 'slow', seconds };
      const text = `now ${seconds} s`;
      const message = { ...base, seq: seq + 1, type: 'message', id: `message-of-Olga-${seq}`, message: text };
      await server.say('entries', { room, epoch: 'first', entries: [slow, message] });
      await eventually(() => messageOf(mona, text));
    };
    return { mona, change };
  }

  /** An arrow key whose effect is there at once. Keys that the browser is asked to press may be a second apart. */
  function pressArrowTo(chat: RealtimeChat, seconds: number): void {
    const input = pace(chat, seconds);
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    input.focus();
    input.click();
  }

  it('shows what holds after somebody else has changed it back', async () => {
    const { mona, change } = await openScripted([sent(1)]);
    pace(mona, 30).click();
    await change(1, 30);
    expect(pace(mona, 30)).to.have.property('checked', true);
    await change(3, 0);
    await eventually(() => expect(pace(mona, 0)).to.have.property('checked', true));
  });

  it('keeps a choice by the arrow keys that is not sent yet while the pace changes', async () => {
    const { mona, change } = await openScripted([refused('forbidden')]);
    holdTime(pause);
    pressArrowTo(mona, 120);
    await change(1, 5);
    expect(pace(mona, 120)).to.have.property('checked', true);
    passTime(pause);
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    expect(pace(mona, 5)).to.have.property('checked', true);
  });

  /** How many entries the log has got since then, beside the two messages by which that is found. */
  async function entriesDuring(
    mona: RealtimeChat,
    ann: RealtimeChat,
    act: () => Promise<void>,
  ): Promise<number> {
    const seqOf = async (text: string): Promise<number> => {
      await sendTo(mona, text, ann);
      return mona.messages.find(({ message }) => message === text)?.seq ?? NaN;
    };
    const before = await seqOf('before');
    await act();
    return (await seqOf('after')) - before - 1;
  }

  it('sends by the arrow keys only what it comes to rest on, when the focus leaves', async () => {
    const { mona, ann } = await openPaces();
    const next = document.createElement('button');
    mona.after(next);
    const entries = await entriesDuring(mona, ann, async () => {
      pressArrowTo(mona, 5);
      pressArrowTo(mona, 30);
      await sendKeys({ press: 'Tab' });
      expect(document.activeElement).to.equal(next);
      await isSlow(ann, 30);
    });
    expect(entries).to.equal(1);
  });

  it('sends it after a moment without that as well, and by Enter', async () => {
    const { mona, ann } = await openPaces();
    await sendKeys({ press: 'ArrowDown' });
    await isSlow(ann, 5);
    const entries = await entriesDuring(mona, ann, async () => {
      pressArrowTo(mona, 30);
      pressArrowTo(mona, 120);
      pace(mona, 120).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await isSlow(ann, 120);
    });
    expect(entries).to.equal(1);
    expect(pace(mona, 120)).to.have.property('checked', true);
  });
});

describe('the text field in slow mode', () => {
  it('is described by the pace of the room', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined({ slow: 5 }) } });
    const ann = await openChat({ 'relay-url': server.url, room });
    await eventually(() =>
      expect(descriptionOf(part(ann, 'field'))).to.equal('Slow mode: one message every 5 s'),
    );
  });
});
