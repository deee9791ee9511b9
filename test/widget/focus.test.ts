import { expect } from '@open-wc/testing';
import { entry, joined, refused, sent } from './support/answers.ts';
import { isOnline, newRoom, openChat, openTwo, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, remove, say, scrollTo } from './support/hands.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import {
  buttonOf,
  focusedPart,
  hasPeopleFocus,
  isIn,
  isMenuOpen,
  isSent,
  messageOf,
  part,
  parts,
  shows,
} from './support/view.ts';
import { focusIsOn, focusedText, numbered, openRefused } from './support/focus.ts';
import { openWith } from './support/talk.ts';

describe('the focus stays in the chat', () => {
  it('when the focused message belongs to a room that is left', async () => {
    const { ann } = await openWith('hello');
    messageOf(ann, 'hello').focus();
    ann.room = newRoom();
    await focusIsOn(ann, 'content');
  });

  it('when the menu is open on a message of a room that is left, and the menu closes', async () => {
    const { ann } = await openWith('hello');
    await openMenu(ann, 'hello');
    ann.room = newRoom();
    await eventually(() => expect(isMenuOpen(ann)).to.be.false);
    await focusIsOn(ann, 'content');
  });

  it('when the focused message is no longer kept', async () => {
    const room = newRoom();
    const first = joined({ head: 1, messages: [entry(1, 'hello')] });
    // Another store, as after the loss of a disk.
    const then = joined({
      epoch: 'second',
      head: 1,
      mode: 'reset',
      messages: [entry(1, 'anew', { id: 'another' })],
    });
    const server = await scriptedServer({ joins: { [room]: first }, rejoins: { [room]: then } });
    const ann = await openChat({ 'relay-url': server.url, room });
    messageOf(ann, 'hello').focus();
    ann.disconnect();
    ann.connect();
    await eventually(() => messageOf(ann, 'anew'));
    await focusIsOn(ann, 'content');
  });

  it('when the focused message is so far away that it is removed from the document', async () => {
    const { ann } = await openWith(...numbered(450));
    messageOf(ann, 'message 449').focus();
    while (parts(ann, 'message').some((item) => item.contains(ann.shadowRoot?.activeElement ?? null))) {
      const first = parts(ann, 'message')[0];
      await eventually(() => {
        const pane = part(ann, 'content');
        // A pane that is there already does not tell that it was scrolled.
        pane.scrollTop = pane.scrollTop === 0 ? 1 : 0;
        expect(parts(ann, 'message')[0] === first).to.be.false;
      });
    }
    expect(() => messageOf(ann, 'message 449')).to.throw();
    await focusIsOn(ann, 'content');
  });

  it('on the message, when the focused message is sent or deleted', async () => {
    const relay = await ownRelay();
    const { ann } = await openTwo({ 'relay-url': relay.url });
    await relay.pause();
    say(ann, 'mine');
    await isIn(ann, 'mine', 'sending');
    messageOf(ann, 'mine').focus();
    await relay.resume();
    await isSent(ann, 'mine');
    expect(focusedText(ann)).to.equal('mine');
    await remove(ann, 'mine');
    await eventually(() => messageOf(ann, 'Message deleted'));
    expect(focusedText(ann)).to.equal('Message deleted');
  });

  it('on the message, when the focused message changes places with another', async () => {
    const room = newRoom();
    const sends = [refused('conflict'), sent(1)];
    const server = await scriptedServer({ joins: { [room]: joined() }, sends });
    const ann = await openChat({ 'relay-url': server.url, room });
    for (const text of ['my words', 'more words']) say(ann, text);
    await isIn(ann, 'my words', 'failed');
    await isSent(ann, 'more words');
    messageOf(ann, 'my words').focus();
    const { id } = messageOf(ann, 'more words').dataset;
    // The server's clock has been set back: what failed was written after this.
    const time = Date.now() - 60_000;
    const stored = entry(1, 'more words', { id, time, sender: 'ann', username: 'Ann' });
    await server.say('entries', { room, epoch: 'first', entries: [stored] });
    await shows(ann, ['Ann: more words', 'Ann: my words']);
    await focusIsOn(ann, 'message own');
    expect(focusedText(ann)).to.equal('my words');
  });

  it('on the message, when the focused button is removed with the text', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages: [entry(1, 'hello')] }) },
    });
    const ann = await openChat({ 'relay-url': server.url, room });
    messageOf(ann, 'hello').focus();
    messageOf(ann, 'hello').querySelector<HTMLElement>('[part="actions"]')?.focus();
    expect(focusedPart(ann)).to.equal('actions');
    const deletion = { seq: 2, type: 'delete', id: 'deletion', sender: 'ben', time: Date.now(), target: 1 };
    await server.say('entries', { room, epoch: 'first', entries: [deletion] });
    await eventually(() => messageOf(ann, 'Message deleted'));
    await focusIsOn(ann, 'message');
    expect(focusedText(ann)).to.equal('Message deleted');
  });

  it('on the message, when the reader’s focused reaction is removed', async () => {
    const { ann, ben } = await openWith('hello');
    await ben.says('more');
    const reaction = (): HTMLElement | null => messageOf(ann, 'hello').querySelector('[part~="reaction"]');
    const message = ann.messages.find((each) => each.message === 'hello');
    if (message) ann.conversation.react(message, '👍');
    await eventually(() => expect(reaction()).to.exist);
    reaction()?.focus();
    reaction()?.click();
    await eventually(() => expect(reaction()).to.be.null);
    await focusIsOn(ann, 'message');
    expect(focusedText(ann)).to.equal('hello');
  });

  it('when a failed message is discarded', async () => {
    const ann = await openRefused();
    const button = await buttonOf(ann, 'my words', 'Discard');
    button.focus();
    button.click();
    await eventually(() => expect(parts(ann, 'message')).to.be.empty);
    await focusIsOn(ann, 'content');
  });

  it('when the button to the newest message disappears', async () => {
    const { ann } = await openWith(...numbered(40));
    await scrollTo(ann, 0);
    await eventually(() => part(ann, 'latest').focus());
    part(ann, 'latest').click();
    await eventually(() => expect(parts(ann, 'latest')).to.be.empty);
    await focusIsOn(ann, 'content');
  });

  it('when the button that reconnects disappears', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: refused('forbidden') } });
    const ann = placeChat({ 'relay-url': server.url, room });
    const button = (): HTMLElement | null => part(ann, 'banner').querySelector('button');
    await eventually(() => expect(button()).to.exist);
    const before = button();
    const statuses: string[] = [];
    ann.addEventListener('chat-status', ({ detail }) => statuses.push(detail.status));
    before?.focus();
    before?.click();
    await eventually(() => expect(statuses).to.deep.equal(['connecting', 'refused']));
    await ann.updateComplete;
    // Where it was refused once more in less than a frame, the button has never gone.
    await focusIsOn(ann, before?.isConnected ? null : 'content');
  });

  it('when the list of people or its button is focused and the room is left', async () => {
    const { ann } = await openWith('hello');
    for (const isOpen of [true, false]) {
      part(ann, 'members').focus();
      if (isOpen) part(ann, 'members').click();
      if (isOpen) await eventually(() => expect(hasPeopleFocus(ann)).to.be.true);
      ann.room = newRoom();
      await focusIsOn(ann, 'content');
      expect(part(ann, 'people').matches(':popover-open')).to.be.false;
      await isOnline(ann);
    }
  });

  it('when a reply is cancelled because its room is left', async () => {
    const { ann } = await openWith('hello');
    await choose(ann, 'hello', 'Reply');
    await eventually(() => part(ann, 'context').querySelector('button')?.focus());
    expect(focusedPart(ann)).to.be.null;
    ann.room = newRoom();
    await eventually(() => expect(parts(ann, 'context')).to.be.empty);
    await focusIsOn(ann, 'content');
  });
});
