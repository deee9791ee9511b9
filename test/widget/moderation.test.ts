import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, press, say, type } from './support/hands.ts';
import { token } from './support/tokens.ts';
import {
  conversation,
  input,
  menuItem,
  menuNames,
  messageOf,
  part,
  parts,
  peopleCount,
} from './support/view.ts';
import {
  newPlace,
  openModerated,
  openModeration,
  sendTo,
  buttonsIn,
  labelOf,
  pressButton,
} from './support/moderation.ts';

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
    // Its code loads after the first messages.
    await eventually(() => {
      const mark = messageOf(ann, 'hello').querySelector('[part="verified"]');
      expect(mark?.ariaLabel).to.equal('Verified');
    });
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
    await eventually(() => {
      const more = part(mona, 'people').querySelector<HTMLElement>('li .more');
      expect(more).to.exist;
      more?.click();
    });
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
    await eventually(() => expect(conversation(ann)).to.deep.equal(['2 messages deleted', 'Mona: mine']));
  });

  it('mutes a person in the list of people, and unmutes them', async () => {
    const { mona, ann } = await openModerated();
    part(mona, 'members').click();
    await eventually(() => {
      const [more, ...others] = part(mona, 'people').querySelectorAll<HTMLElement>('li .more');
      expect(others).to.be.empty;
      expect(more).to.have.attribute('aria-label', 'Actions for Ann');
      more?.click();
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
    await openModeration(mona, 'People');
    await eventually(() => pressButton(mona, 'moderation', 'Let Ann in again'));
    await isLetIn(ann);
    await eventually(() => expect(part(mona, 'moderation')).to.contain.text('Nobody is muted or banned.'));
  });

  it('has the focus on the next person when the banned one leaves the list', async () => {
    const { mona } = await openModerated();
    part(mona, 'members').click();
    const item = await eventually(() => {
      const more = part(mona, 'people').querySelector<HTMLElement>('li .more');
      if (!more) throw new Error('Ann is not there');
      more.click();
      return more.parentElement;
    });
    await eventually(() => {
      const ban = [...(item?.querySelectorAll('button') ?? [])].find((each) => labelOf(each) === 'Ban Ann');
      expect(ban).to.exist;
      ban?.focus();
      ban?.click();
    });
    await eventually(() => pressButton(mona, 'people', 'Ban Ann – really?'));
    await eventually(() => expect(part(mona, 'people').querySelector('li .more')).to.equal(null));
    const focused = mona.shadowRoot?.activeElement;
    expect(focused?.localName).to.equal('li');
    expect(focused).to.contain.text('Mona');
  });

  it('locks and unlocks the room, and sets slow mode', async () => {
    const { mona, ann } = await openModerated();
    await openModeration(mona, 'Room');
    pressButton(mona, 'moderation', 'Lock the room');
    await eventually(() =>
      expect(part(ann, 'barrier')).to.have.text('Only moderators can write at the moment.'),
    );
    expect(part(mona, 'field')).to.exist;
    // What concerns her comes to her with the others' word, and not before.
    await eventually(() => pressButton(mona, 'moderation', 'Unlock the room'));
    await eventually(() => part(ann, 'field'));

    const paces = [...part(mona, 'moderation').querySelectorAll('label')];
    expect(paces.map(({ textContent }) => textContent.trim())).to.deep.equal([
      'Off',
      '5 sec',
      '30 sec',
      '2 min',
    ]);
    expect(paces[0]?.querySelector('input')).to.have.property('checked', true);
    paces[2]?.click();
    await eventually(() => expect(mona.shadowRoot?.querySelector('[data-seconds="30"]:checked')).to.exist);
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

  it('is told by a shield in the header that something waits, as long as it does', async () => {
    const { mona, ann } = await openModerated();
    expect(parts(mona, 'shield')).to.be.empty;
    await sendTo(mona, 'hello', ann);
    await choose(ann, 'hello', 'Report');
    await eventually(() =>
      expect(part(mona, 'shield')).to.have.attribute('aria-label', 'Waiting for moderators: 1'),
    );
    expect(parts(ann, 'shield')).to.be.empty;
    part(mona, 'shield').click();
    await eventually(() => expect(mona.shadowRoot?.activeElement).to.have.attribute('aria-selected', 'true'));
    await eventually(() => pressButton(mona, 'queue', 'Dismiss'));
    await eventually(() => expect(part(mona, 'moderation')).to.contain.text('Nothing is waiting.'));
    // The panel stays open, and the focus in it.
    expect(part(mona, 'moderation').matches(':focus-within')).to.be.true;
    press(part(mona, 'moderation'), 'Escape');
    await eventually(() => expect(parts(mona, 'shield')).to.be.empty);
  });

  it('moves between the tabs of the panel by the arrow keys', async () => {
    const { mona } = await openModerated();
    await openModeration(mona, 'Room');
    const selected = (): HTMLElement | null =>
      part(mona, 'moderation').querySelector<HTMLElement>('[aria-selected="true"]');
    selected()?.focus();
    for (const [key, tab] of [
      ['ArrowRight', 'People'],
      ['ArrowRight', 'Queue'],
      ['ArrowLeft', 'People'],
    ] as const) {
      const focused = selected();
      if (focused) press(focused, key);
      await eventually(() => expect(selected()).to.have.trimmed.text(tab));
      expect(mona.shadowRoot?.activeElement).to.equal(selected());
    }
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
