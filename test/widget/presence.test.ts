import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { joined } from './support/answers.ts';
import { isOnline, newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { type } from './support/hands.ts';
import { Page } from './support/page.ts';
import { newPlace } from './support/moderation.ts';
import { scriptedServer } from './support/servers.ts';
import { token } from './support/tokens.ts';
import { focusedPart, input, part, parts, peopleCount } from './support/view.ts';

/** Waits until the header says so many people, and the list below it who. The list is open then. */
async function seesPeople(chat: RealtimeChat, count: string, names: string[]): Promise<void> {
  await eventually(() => expect(peopleCount(chat)).to.equal(count));
  if (!isOpen(chat)) part(chat, 'members').click();
  await eventually(() => expect(listed(chat)).to.deep.equal(names));
}

function isOpen(chat: RealtimeChat): boolean {
  return parts(chat, 'people').some((list) => list.matches(':popover-open'));
}

function listed(chat: RealtimeChat): string[] {
  return [...part(chat, 'people').querySelectorAll('li')].map((person) => {
    const spoken = document.createElement('li');
    spoken.innerHTML = person.innerHTML;
    for (const face of spoken.querySelectorAll('[aria-hidden]')) face.remove();
    return spoken.textContent.replace(/\s+/g, ' ').trim();
  });
}

describe('the list of people', () => {
  it('shows pictures, and marks the people whom the site names and those who moderate', async () => {
    const place = await newPlace();
    const picture = 'https://pictures.invalid/mona.png';
    const ann = await openChat(place);
    await openOther({ ...place, token: await token({ picture }), username: '' });
    const claims = { sub: '8', name: 'Lisa', roles: [] };
    const lisa = await openOther({ ...place, token: await token(claims), username: '' });
    await seesPeople(ann, '3 people', ['Ann (you)', 'Lisa', 'Mona Moderator']);
    const [own, lisas, monas] = part(ann, 'people').querySelectorAll('li');
    expect(monas?.querySelector('img')).to.have.attribute('src', picture);
    expect(lisas?.querySelector('img')).to.equal(null);
    expect(lisas?.querySelector('[part="verified"]')).to.have.attribute('aria-label', 'Verified');
    for (const each of [own, monas, lisas]) expect(each?.querySelector('[part="avatar"]')).to.exist;
    await seesPeople(lisa, '3 people', ['Lisa (you)', 'Ann', 'Mona Moderator']);
  });
});

/** The list of a scripted room with these others. */
async function openPeople(names: string[], attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  const room = newRoom();
  const members = [{ id: 'ann', username: 'Ann' }, ...names.map((username) => ({ id: username, username }))];
  const server = await scriptedServer({ joins: { [room]: joined({ members, count: members.length }) } });
  const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
  part(chat, 'members').click();
  await eventually(() => expect(listed(chat)).not.to.be.empty);
  return chat;
}

describe('the people in the list', () => {
  it('begin with the reader, in the order of the language', async () => {
    const chat = await openPeople(['Zoë', 'Émile', 'Ødegård', 'Oscar', 'eva']);
    expect(listed(chat)).to.deep.equal(['Ann (you)', 'Émile', 'eva', 'Ødegård', 'Oscar', 'Zoë']);
    const danish = await openPeople(['Zoë', 'Ødegård', 'Oscar'], { lang: 'da' });
    await eventually(() => expect(listed(danish).slice(1)).to.deep.equal(['Oscar', 'Zoë', 'Ødegård']));
  });

  it('can be searched from twelve on', async () => {
    const few = await openPeople(['Ben', 'Cem']);
    expect(part(few, 'people').querySelector('input')).to.equal(null);
    const chat = await openPeople(Array.from({ length: 11 }, (_, index) => `Person ${index}`));
    const field = part(chat, 'people').querySelector('input');
    if (!field) throw new Error('There is no search');
    field.value = 'PERSON 1';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(listed(chat)).to.deep.equal(['Person 1', 'Person 10']));
    field.value = 'nobody';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(listed(chat)).to.deep.equal(['Nobody found']));
  });

  it('are mentioned by a press, where the caret is', async () => {
    const chat = await openPeople(['Ben', 'Cem']);
    type(chat, 'field', 'hello');
    part(chat, 'people').querySelector<HTMLElement>('[title="Mention Cem"]')?.click();
    await eventually(() => expect(input(chat, 'field').value).to.equal('hello @Cem '));
    expect(isOpen(chat)).to.be.false;
    expect(focusedPart(chat)).to.equal('field');
  });

  it('are in a dialog with their number as its name, which has the focus and is 280 pixels wide', async () => {
    const chat = await openPeople(Array.from({ length: 30 }, (_, index) => `Person ${index}`));
    await eventually(() => expect(focusedPart(chat)).to.equal('people'));
    const list = part(chat, 'people');
    expect(list).to.have.attribute('role', 'dialog');
    expect(list).to.have.attribute('aria-label', '31 people');
    expect(list.querySelector('h3')).to.have.text('31 people');
    const { width, height, right } = list.getBoundingClientRect();
    expect(width).to.equal(280);
    expect(height).to.be.at.most(part(chat, 'panel').offsetHeight * 0.6 + 1);
    expect(right).to.be.closeTo(part(chat, 'members').getBoundingClientRect().right, 1);
  });
});

const pageOf = (username: string, room: string): Promise<Page> =>
  Page.open({ 'relay-url': window.relayUrl, room, username });

describe('the header', () => {
  it('shows the number of people, and after a click their names, the reader included', async () => {
    const { ann, ben } = await openTwo();
    await seesPeople(ben, '2 people', ['Ben (you)', 'Ann']);
    await seesPeople(ann, '2 people', ['Ann (you)', 'Ben']);

    const list = part(ann, 'people');
    expect(list).to.have.attribute('aria-label', '2 people');
    const button = part(ann, 'members').getBoundingClientRect();
    await eventually(() =>
      expect(list.getBoundingClientRect().top).to.be.within(button.bottom, button.bottom + 20),
    );
    part(ann, 'members').click();
    await eventually(() => expect(list.getClientRects()).to.have.lengthOf(0));
  });

  it('counts a person with three tabs once, until the last one is closed', async () => {
    const room = newRoom();
    const tabs = await Promise.all([pageOf('Ann', room), pageOf('Ann', room), pageOf('Ann', room)]);
    await Promise.all(tabs.map(({ chat }) => isOnline(chat)));
    const ben = await openOther({ room });
    await seesPeople(ben, '2 people', ['Ben (you)', 'Ann']);

    await tabs[0]?.close();
    await tabs[1]?.close();
    // Whatever the two that were closed changed would be told with this.
    const cem = await openOther({ room, username: 'Cem' });
    await seesPeople(ben, '3 people', ['Ben (you)', 'Ann', 'Cem']);
    await tabs[2]?.close();
    await seesPeople(ben, '2 people', ['Ben (you)', 'Cem']);
    cem.remove();
    await seesPeople(ben, '1 person', ['Ben (you)']);
  });

  it('updates the open list when people join and leave', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    await seesPeople(ann, '1 person', ['Ann (you)']);
    localStorage.clear();
    const page = await pageOf('Ben', room);
    await seesPeople(ann, '2 people', ['Ann (you)', 'Ben']);
    await page.close();
    await seesPeople(ann, '1 person', ['Ann (you)']);
    expect(part(ann, 'people').getBoundingClientRect().height).to.be.above(0);
  });

  it('shows the current names of people', async () => {
    const { ann, ben } = await openTwo();
    type(ben, 'name', 'Benjamin');
    input(ben, 'name').dispatchEvent(new Event('change'));
    await seesPeople(ann, '2 people', ['Ann (you)', 'Benjamin']);
    await seesPeople(ben, '2 people', ['Benjamin (you)', 'Ann']);
  });

  it('lists people without a name as somebody', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    await openOther({ room, username: '' });
    await seesPeople(ann, '2 people', ['Ann (you)', 'Somebody']);
  });

  it('shows a person in place of initials for somebody without a name, also in the list', async () => {
    const chat = await openChat({ username: '' });
    for (const name of ['members', 'people']) {
      if (name === 'people') part(chat, 'members').click();
      const face = await eventually(() => {
        const [found] = part(chat, name).querySelectorAll<HTMLElement>('[part="avatar"]');
        if (!found) throw new Error(`There is no face in the ${name}`);
        return found;
      });
      expect(face.textContent, name).to.equal('');
      const around = face.getBoundingClientRect();
      const shown = face.querySelector('svg')?.getBoundingClientRect();
      expect(shown?.width, name).to.be.within(around.width / 2, around.width);
      expect(around.height, name).to.be.closeTo(around.width, 1);
    }
  });

  it('lists the first hundred people and counts the others', async () => {
    const room = newRoom();
    const members = Array.from({ length: 100 }, (_, index) => ({
      id: `${index}`,
      username: `Person ${index}`,
    }));
    const server = await scriptedServer({ joins: { [room]: joined({ count: 103, members }) } });
    const ann = await openChat({ 'relay-url': server.url, room });
    const names = members.map(({ username }) => username).sort();
    await seesPeople(ann, '103 people', [...names, '3 more']);
  });
});
