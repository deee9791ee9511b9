import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { openChat, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { fits } from './support/fits.ts';
import { press, pressOn } from './support/hands.ts';
import { openModerated, sendTo } from './support/moderation.ts';
import { focused } from './support/message-menu.ts';
import { focusedPart, part, parts } from './support/view.ts';

const narrow = { style: 'inline-size: 319px', sound: '' };

function isShown(chat: RealtimeChat, name: string): boolean {
  return parts(chat, name).some((each) => each.getClientRects().length > 0);
}

/** Opens the list of controls, once the button for it is there. */
async function openControls(chat: RealtimeChat): Promise<HTMLElement> {
  await eventually(() => expect(isShown(chat, 'controls')).to.be.true);
  const button = part(chat, 'controls');
  button.focus();
  button.click();
  await eventually(() => expect(isShown(chat, 'members')).to.be.true);
  return button;
}

describe('the controls of a header of less than 20 rem', () => {
  it('fold into one button with a name, which shows them with theirs', async () => {
    const chat = await openChat(narrow);
    await eventually(() => expect(parts(chat, 'sound')).to.have.length(1));
    await eventually(() => expect(isShown(chat, 'controls')).to.be.true);
    expect(isShown(chat, 'sound')).to.be.false;
    expect(isShown(chat, 'members')).to.be.false;
    const button = await openControls(chat);
    expect(button.ariaLabel).to.equal('Chat options');
    expect(button.ariaExpanded).to.equal('true');
    // Firefox gives what the style sheet says.
    const label = getComputedStyle(part(chat, 'sound'), '::after').content;
    expect(label).to.be.oneOf(['"Sound"', 'attr(aria-label)']);
    expect(part(chat, 'members').innerText.trim()).to.match(/1 person$/);
    fits(chat);
  });

  it('are reached by the keyboard, and give the focus back', async () => {
    const chat = await openChat(narrow);
    await openControls(chat);
    await eventually(() => expect(focusedPart(chat)).to.equal('sound'));
    press(part(chat, 'sound'), 'ArrowDown');
    expect(focusedPart(chat)).to.equal('members');
    press(part(chat, 'members'), 'ArrowDown');
    expect(focusedPart(chat)).to.equal('sound');
    press(part(chat, 'sound'), 'ArrowUp');
    expect(focusedPart(chat)).to.equal('members');
    press(part(chat, 'members'), 'Escape');
    expect(focusedPart(chat)).to.equal('controls');
    expect(part(chat, 'controls').ariaExpanded).to.equal('false');
  });

  it('stay open while the sound is turned off, and close by a press elsewhere', async () => {
    const chat = await openChat(narrow);
    await openControls(chat);
    const sound = part(chat, 'sound');
    sound.click();
    await eventually(() => expect(sound).to.have.attribute('aria-pressed', 'false'));
    expect(isShown(chat, 'sound')).to.be.true;
    sound.click();
    pressOn(part(chat, 'content'));
    expect(part(chat, 'controls').ariaExpanded).to.equal('false');
  });

  it('open the list of people, which gives the focus back to the one button', async () => {
    const chat = await openChat(narrow);
    await openControls(chat);
    part(chat, 'members').click();
    const people = part(chat, 'people');
    await eventually(() => expect(focused(chat)).to.equal(people));
    await eventually(
      () => expect(part(chat, 'controls').nextElementSibling?.matches(':popover-open')).to.be.false,
    );
    expect(people.getBoundingClientRect().top).to.be.above(
      part(chat, 'controls').getBoundingClientRect().top,
    );
    press(people, 'Escape');
    expect(focusedPart(chat)).to.equal('controls');
  });

  it('tell moderators that something waits, and lead to it', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(ann, 'spam', mona);
    await mona.report(mona.messages.at(-1)?.id ?? '');
    await eventually(() => expect(isShown(mona, 'shield')).to.be.true);
    mona.style.inlineSize = '319px';
    await eventually(() => expect(isShown(mona, 'shield')).to.be.false);
    expect(getComputedStyle(part(mona, 'controls'), '::after').content).to.equal('""');
    await openControls(mona);
    part(mona, 'shield').click();
    await eventually(() => expect(part(mona, 'moderation').contains(focused(mona) ?? null)).to.be.true);
    press(part(mona, 'moderation'), 'Escape');
    expect(focusedPart(mona)).to.equal('controls');
  });

  it('are not folded if the people are the only one', async () => {
    const chat = await openChat({ style: 'inline-size: 319px' });
    await eventually(() => expect(isShown(chat, 'members')).to.be.true);
    expect(isShown(chat, 'controls')).to.be.false;
    // The faces load with the rest of the header.
    await eventually(() => {
      const texts = part(chat, 'header')
        .innerText.trim()
        .split(/\s*\n\s*/);
      expect(texts).to.deep.equal(['Chat', 'Online', 'A', '1 person']);
    }, 5_000);
  });
});

describe('the controls of a wider header', () => {
  it('stand side by side', async () => {
    const { ann } = await openTwo({ style: 'inline-size: 390px', sound: '' });
    await eventually(() => expect(isShown(ann, 'sound')).to.be.true);
    expect(isShown(ann, 'members')).to.be.true;
    expect(isShown(ann, 'controls')).to.be.false;
    const [sound, members] = ['sound', 'members'].map((name) => part(ann, name).getBoundingClientRect());
    expect(sound?.right).to.be.at.most(members?.left ?? 0);
  });
});
