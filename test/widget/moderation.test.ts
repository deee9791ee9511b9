import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, say, type } from './support/hands.ts';
import { token } from './support/tokens.ts';
import {
  conversation,
  focusedPart,
  input,
  menuItem,
  menuNames,
  messageOf,
  part,
  parts,
  peopleCount,
} from './support/view.ts';
import { newPlace, openModerated, sendTo, buttonsIn, labelOf, pressButton } from './support/moderation.ts';

async function isLetIn(chat: RealtimeChat): Promise<void> {
  await eventually(async () => {
    chat.connect();
    await chat.updateComplete;
    expect(chat.status).to.equal('online');
  });
}

/** Mona has banned Ann by the menu of what Ann wrote. */
async function openBanned(): Promise<{ mona: RealtimeChat; ann: RealtimeChat }> {
  const { mona, ann } = await openModerated();
  await sendTo(ann, 'rude', mona);
  await openMenu(mona, 'rude');
  expect(menuNames(mona)).not.to.include('Let Ann in again');
  menuItem(mona, 'Ban Ann').click();
  await eventually(() => menuItem(mona, 'Ban Ann – really?').click());
  await eventually(() => expect(ann.status).to.equal('refused'));
  await eventually(() => expect(peopleCount(mona)).to.equal('1 person'));
  return { mona, ann };
}

describe('a person with a token of the site', () => {
  it('has a verified mark with an accessible name', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(mona, 'hello', ann);
    await sendTo(ann, 'hi', mona);
    const mark = messageOf(ann, 'hello').querySelector('[part="verified"]');
    expect(mark).to.have.attribute('aria-label', 'Verified');
    expect(messageOf(mona, 'hi').querySelector('[part="verified"]')).to.equal(null);
  });

  it('enters by the token of the page’s function, also if that is set later', async () => {
    const place = await newPlace('--guests', 'deny');
    const chat = placeChat({ ...place, username: 'Mona' });
    await eventually(() => expect(part(chat, 'composer')).to.contain.text('You have to sign in to enter.'));
    chat.tokenProvider = () => token();
    await isOnline(chat);
    const first = chat.status;
    // As a framework does with each of its renders.
    chat.tokenProvider = () => token();
    await chat.updateComplete;
    expect([first, chat.status]).to.deep.equal(['online', 'online']);
  });
});

describe('a name that is taken', () => {
  it('does not prevent reading, and is reported when a message is sent under it', async () => {
    const place = { room: newRoom() };
    const ann = await openChat(place);
    await sendTo(ann, 'hello');
    const other = await openOther({ ...place, username: 'ANN' });
    await eventually(() => void messageOf(other, 'hello'));
    input(other, 'field').focus();
    say(other, 'I am Ann');
    await eventually(() => expect(part(other, 'problem')).to.contain.text('This name is taken.'));
    expect(input(other, 'field').value).to.equal('I am Ann');
  });
});

describe('a moderator', () => {
  it('mutes after a confirmation, and the muted person is told and keeps the typed text', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(ann, 'rude', mona);
    await choose(mona, 'rude', 'Mute Ann for 10 minutes');
    type(ann, 'field', 'but');
    const said = (): string | null | undefined =>
      mona.shadowRoot?.querySelector('.announcer[role="status"]')?.textContent;
    await eventually(() => expect(said()).to.include('Mute Ann for 10 minutes – really?'));
    await eventually(() => menuItem(mona, 'Mute Ann for 10 minutes – really?').click());
    await eventually(() => expect(said()).to.include('Mute Ann for 10 minutes – done.'));
    await eventually(() => expect(part(ann, 'barrier')).to.have.text('You cannot write here at the moment.'));
    expect(parts(ann, 'field')).to.be.empty;
    part(mona, 'members').click();
    await eventually(() => part(mona, 'people').querySelector('summary')?.click());
    await eventually(() => pressButton(mona, 'people', 'Let Ann write again'));
    await eventually(() => expect(input(ann, 'field').value).to.equal('but'));
  });

  it('bans, and the banned person is removed and told why', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(ann, 'rude', mona);
    await choose(mona, 'rude', 'Ban Ann');
    await eventually(() => menuItem(mona, 'Ban Ann – really?').click());
    await eventually(() => expect(part(ann, 'barrier')).to.have.text('You cannot enter this room.'));
    expect(ann.status).to.equal('refused');
  });

  it('deletes all messages of a person', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(ann, 'one', mona);
    await sendTo(ann, 'two', mona);
    await sendTo(mona, 'mine', ann);
    await choose(mona, 'two', 'Delete everything by Ann');
    await eventually(() => menuItem(mona, 'Delete everything by Ann – really?').click());
    await eventually(() =>
      expect(conversation(ann)).to.deep.equal(['Ann: Message deleted', 'Ann: Message deleted', 'Mona: mine']),
    );
  });

  it('mutes a person in the list of people, and unmutes them', async () => {
    const { mona, ann } = await openModerated();
    part(mona, 'members').click();
    await eventually(() => {
      const [summary, ...others] = part(mona, 'people').querySelectorAll('summary');
      expect(others).to.be.empty;
      expect(summary?.querySelector('bdi')).to.have.text('Ann');
      summary?.click();
    });
    await eventually(() => pressButton(mona, 'people', 'Mute Ann for 10 minutes'));
    await eventually(() => pressButton(mona, 'people', 'Mute Ann for 10 minutes – really?'));
    await eventually(() => expect(part(ann, 'barrier')).to.have.text('You cannot write here at the moment.'));
    const names = (): string[] => buttonsIn(mona, 'people').map(labelOf).slice(-3);
    const others = ['Ban Ann', 'Delete everything by Ann'];
    await eventually(() => expect(names()).to.deep.equal(['Let Ann write again', ...others]));
    pressButton(mona, 'people', 'Let Ann write again');
    await eventually(() => part(ann, 'field'));
    await eventually(() => expect(names()).to.deep.equal(['Mute Ann for 10 minutes', ...others]));
  });

  it('unbans a person by the menu of a message', async () => {
    const { mona, ann } = await openBanned();
    await openMenu(mona, 'rude');
    await eventually(() => menuItem(mona, 'Let Ann in again').click());
    await isLetIn(ann);
  });

  it('unbans a person who is not in the room', async () => {
    const { mona, ann } = await openBanned();
    part(mona, 'members').click();
    await eventually(() => pressButton(mona, 'moderation', 'Let Ann in again'));
    await isLetIn(ann);
    await eventually(() =>
      expect(buttonsIn(mona, 'moderation').map(labelOf)).to.deep.equal(['Lock the room']),
    );
  });

  it('has the focus on the list of people when the banned person leaves it', async () => {
    const { mona } = await openModerated();
    part(mona, 'members').click();
    const item = await eventually(() => {
      const summary = part(mona, 'people').querySelector('summary');
      if (!summary) throw new Error('Ann is not there');
      summary.click();
      return summary.parentElement;
    });
    const ban = [...(item?.querySelectorAll('button') ?? [])].find((each) => labelOf(each) === 'Ban Ann');
    ban?.focus();
    ban?.click();
    await eventually(() => pressButton(mona, 'people', 'Ban Ann – really?'));
    await eventually(() => expect(part(mona, 'people').querySelector('summary')).to.equal(null));
    expect(focusedPart(mona)).to.equal('people');
  });

  it('locks and unlocks the room above the list of people, and sets slow mode', async () => {
    const { mona, ann } = await openModerated();
    part(mona, 'members').click();
    await eventually(() => void part(mona, 'moderation'));
    pressButton(mona, 'moderation', 'Lock the room');
    await eventually(() =>
      expect(part(ann, 'barrier')).to.have.text('Only moderators can write at the moment.'),
    );
    expect(part(mona, 'field')).to.exist;
    // What concerns her comes to her with the others' word, and not before.
    await eventually(() => pressButton(mona, 'moderation', 'Unlock the room'));
    await eventually(() => part(ann, 'field'));

    const pace = part(mona, 'moderation').querySelector('select');
    if (!pace) throw new Error('There is no choice of a pace');
    pace.value = '30';
    pace.dispatchEvent(new Event('change', { bubbles: true }));
    await sendTo(mona, 'slowly now', ann);
    await eventually(() => expect(part(ann, 'slow')).to.have.text('Slow mode: one message every 30 s'));
    expect(parts(mona, 'slow')).to.be.empty;
    input(ann, 'field').focus();
    say(ann, 'one');
    await eventually(() => expect(messageOf(ann, 'one').dataset.state).to.equal('sent'));
    const countdown = (): number =>
      Number(/next message in (\d+) s/.exec(part(ann, 'slow').textContent)?.[1]);
    await eventually(() => expect(countdown()).to.be.within(25, 30));
    const first = countdown();
    await eventually(() => expect(countdown()).to.be.below(first));
    say(ann, 'two');
    await eventually(() => expect(messageOf(ann, 'two').textContent).to.match(/Sending again in \d\d s/));
  });

  it('is the only one who sees any of this', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(mona, 'hello', ann);
    part(ann, 'members').click();
    await eventually(() => expect(part(ann, 'people').textContent).to.contain('Mona'));
    expect(parts(ann, 'moderation')).to.deep.equal([]);
    await openMenu(ann, 'hello');
    expect(menuNames(ann)).to.not.include('Ban Mona');
  });
});

describe('the text field', () => {
  it('shows the number of characters left, near the limit', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    field.focus();
    field.value = 'x'.repeat(7799);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await chat.updateComplete;
    expect(parts(chat, 'left')).to.deep.equal([]);
    field.value = 'x'.repeat(7999);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(part(chat, 'left')).to.have.text('1 character left'));
    field.value = 'x'.repeat(8001);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(part(chat, 'left')).to.have.text('This message is too long.'));
    field.value = 'short';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(parts(chat, 'left')).to.deep.equal([]));
  });
});
