import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, say } from './support/hands.ts';
import { focusedPart, isSent, messageOf, part, parts } from './support/view.ts';

/** What the status region says. */
const status = (chat: RealtimeChat): string | undefined =>
  chat.shadowRoot?.querySelector('.announcer[role="status"]')?.textContent;

/** What the name of a message is made from. The name itself is up to the browser. */
function nameOf(chat: RealtimeChat, text: string): string[] | undefined {
  return messageOf(chat, text).ariaLabelledByElements?.map((element) => {
    const inner = element.querySelector('[aria-label]');
    return (element.ariaLabel ?? inner?.ariaLabel ?? element.textContent).trim();
  });
}

/** Whether the description of the text field includes the message that is answered or edited. */
const isDescribed = (chat: RealtimeChat): boolean =>
  part(chat, 'field').getAttribute('aria-describedby')?.split(' ').includes('context') ?? false;

describe('the name of a message', () => {
  it('has its text, that it was edited, its time and the reactions, and its description whom it answers', async () => {
    const { ann, ben } = await openTwo();
    say(ben, 'shall we?');
    await eventually(() => messageOf(ann, 'shall we?'));
    await choose(ann, 'shall we?', 'Reply');
    say(ann, 'perhap');
    await isSent(ann, 'perhap');
    await choose(ann, 'perhap', 'Edit');
    await eventually(() => expect(part(ann, 'context')).to.contain.text('Edit message'));
    say(ann, 'perhaps');
    await eventually(() => messageOf(ben, 'perhaps'));
    await choose(ben, 'perhaps', '👍');
    await eventually(() => expect(messageOf(ben, 'perhaps').querySelector('[part="reactions"]')).to.exist);
    part(ben, 'field').focus();
    messageOf(ben, 'perhaps').focus();
    const [author, text, edited, time, ...others] = nameOf(ben, 'perhaps') ?? [];
    expect([author, text, edited]).to.deep.equal(['Ann', 'perhaps', 'edited']);
    expect(time).to.match(/\d:\d\d/);
    expect(others).to.deep.equal(['👍 1, Ben']);
    expect(messageOf(ben, 'perhaps')).to.have.attribute('aria-description', 'Reply to Ben');
  });
});

describe('a reaction from the menu', () => {
  it('is announced, since the focus is back on the message before the reaction is there', async () => {
    const { ann, ben } = await openTwo();
    say(ben, 'good news');
    await eventually(() => messageOf(ann, 'good news'));
    await choose(ann, 'good news', '🎉');
    await eventually(() => expect(status(ann)).to.contain('🎉 1, Ann'));
  });
});

describe('the description of the text field', () => {
  it('tells what is answered when the field gets the focus, and does not change while it has it', async () => {
    const { ann, ben } = await openTwo();
    say(ben, 'shall we?');
    await eventually(() => messageOf(ann, 'shall we?'));
    await choose(ann, 'shall we?', 'Reply');
    await eventually(() => expect(parts(ann, 'context')).not.to.be.empty);
    expect(focusedPart(ann)).to.equal('field');
    expect(isDescribed(ann)).to.be.false;
    part(ann, 'emoji').focus();
    await eventually(() => expect(isDescribed(ann)).to.be.true);
  });
});

describe('the list of people', () => {
  it('begins at the first other person, so that its name is heard once', async () => {
    const room = newRoom();
    const ann = await openChat({ room, username: 'Ann' });
    const ben = await openOther({ room, username: 'Ben' });
    await isOnline(ben);
    await eventually(() => expect(part(ann, 'members')).to.contain.text('2 people'));
    part(ann, 'members').click();
    await eventually(() => expect(ann.shadowRoot?.activeElement?.textContent).to.contain('Ben'));
    expect(part(ann, 'members')).not.to.have.attribute('aria-expanded');
    expect(status(ann)?.trim()).to.equal('');
  });
});
