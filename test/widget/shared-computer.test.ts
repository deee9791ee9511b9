import { expect } from '@open-wc/testing';
import { joined } from './support/answers.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { authSecret, token } from './support/tokens.ts';
import { conversation, input, isIn, isSent, messageOf, parts, shows } from './support/view.ts';

const relayWithTokens = () => ownRelay({ args: ['--auth-secret', authSecret, '--greeting', ''] });
const monas = () => token();
const lisas = () => token({ sub: '8', name: 'Lisa', roles: [] });

/** Opens the chat's page, as the person of this token, or as a guest. */
function openAs(place: Record<string, string>, bearer?: string): Promise<Page> {
  return Page.open({ ...place, ...(bearer !== undefined && { token: bearer }) });
}

describe('the next person at the same browser', () => {
  it('has neither the draft nor the unsent messages of the last one, who finds them again', async () => {
    const relay = await relayWithTokens();
    const place = { 'relay-url': relay.url, room: newRoom() };
    const first = await openAs(place, await monas());
    await isOnline(first.chat);
    await relay.kill();
    await eventually(() => expect(first.chat.status).to.equal('reconnecting'));
    say(first.chat, 'unsent by Mona');
    await isIn(first.chat, 'unsent by Mona', 'queued');
    // Until the outbox has stored it, it is a part of the draft, too.
    await eventually(async () => expect(await keptFor(place.room)).to.have.lengthOf(1));
    type(first.chat, 'field', 'half a sentence of Mona');
    await first.close();

    for (const bearer of [await lisas(), undefined]) {
      const next = await openAs(place, bearer);
      expect(input(next.chat, 'field').value).to.equal('');
      await relay.startAgain();
      await isOnline(next.chat);
      if (!bearer) type(next.chat, 'name', 'Ann');
      const text = bearer ? 'by Lisa' : 'by a guest';
      say(next.chat, text);
      await isSent(next.chat, text);
      expect(conversation(next.chat).join()).not.to.contain('unsent by Mona');
      // A page that is closed before this tries once more, at its next visit.
      await eventually(async () => expect(await keptFor(place.room)).to.have.lengthOf(1));
      await next.close();
      await relay.kill();
    }

    const again = await openAs(place, await monas());
    await eventually(() => expect(input(again.chat, 'field').value).to.equal('half a sentence of Mona'));
    await isIn(again.chat, 'unsent by Mona', 'queued');
    await relay.startAgain();
    await isSent(again.chat, 'unsent by Mona');
    await shows(again.chat, ['Lisa: by Lisa', 'Ann: by a guest', 'Mona: unsent by Mona']);
    expect(messageOf(again.chat, 'unsent by Mona')).to.have.attribute('data-own');
  });

  it('does not speak under the name of a guest, and a guest not under a guest’s name of another relay', async () => {
    const [relay, other] = await Promise.all([relayWithTokens(), relayWithTokens()]);
    const place = { 'relay-url': relay.url, room: newRoom() };
    const guest = await openAs(place);
    type(guest.chat, 'name', 'Zoë');
    await isOnline(guest.chat);
    await guest.close();
    const signedIn = await openAs(place, await token({ name: undefined }));
    await isOnline(signedIn.chat);
    await eventually(() => expect(input(signedIn.chat, 'name').value).to.equal(''));
    await signedIn.close();
    const elsewhere = await openAs({ ...place, 'relay-url': other.url });
    expect(input(elsewhere.chat, 'name').value).to.equal('');
    await isOnline(elsewhere.chat);
    const back = await openAs(place);
    expect(input(back.chat, 'name').value).to.equal('Zoë');
    await isOnline(back.chat);
  });
});

describe('where the site names people by cookies', () => {
  it('what is typed before the relay answers is the person’s, and what a guest has left is not', async () => {
    const room = newRoom();
    const me = { id: 'user:7', username: 'Mona', verified: true, session: 'session' };
    const site = await scriptedServer({ joins: { [room]: joined({ me }) } });
    localStorage.setItem(`realtime-chat:draft:${site.url} ${room}`, 'of a guest');
    const person = await openAs({ 'relay-url': site.url, room });
    type(person.chat, 'field', 'typed early');
    await isOnline(person.chat);
    await eventually(() => expect(parts(person.chat, 'name')).to.be.empty);
    expect(input(person.chat, 'field').value).to.equal('typed early');
    await person.reload();
    // Nothing is shown before the relay has named the person; on a slow machine it may have done so by now.
    if (person.chat.status !== 'online') expect(input(person.chat, 'field').value).to.equal('');
    await isOnline(person.chat);
    await eventually(() => expect(input(person.chat, 'field').value).to.equal('typed early'));
  });
});
