import { expect } from '@open-wc/testing';
import { newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import {
  conversation,
  descriptionOf,
  focusedPart,
  greeting,
  input,
  parts,
  says,
  shows,
  words,
} from './support/view.ts';

describe('without a name', () => {
  it('nothing is sent: the name field asks for one and takes the focus, and the text stays', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openChat({ room, username: '' });
    say(chat, 'from nobody');
    await says(chat, 'Please type your name');
    const name = input(chat, 'name');
    expect(descriptionOf(name)).to.equal('Please type your name');
    expect(name).to.have.attribute('aria-invalid', 'true');
    expect(focusedPart(chat)).to.equal('name');
    expect(input(chat, 'field').value).to.equal('from nobody');
    expect(conversation(chat)).to.deep.equal([]);

    type(chat, 'name', 'Ann');
    clickSend(chat);
    await shows(chat, [greeting, 'Ann: from nobody']);
    expect(descriptionOf(name)).to.equal('');
    expect(name).not.to.have.attribute('aria-invalid');
    await eventually(() => expect(ben.heard).to.deep.equal(['Ann: from nobody']));
  });

  it('of blanks alone it is the same', async () => {
    const chat = await openChat({ username: '   ' });
    say(chat, 'from blanks');
    await says(chat, 'Please type your name');
    expect(input(chat, 'field').value).to.equal('from blanks');
  });
});

describe('a name that a password manager fills in', () => {
  for (const [how, event] of [
    ['without any event', undefined],
    ['with the event change alone', 'change'],
  ] as const) {
    it(`${how} is used, and remembered`, async () => {
      const room = newRoom();
      const chat = await openChat({ room, username: '' });
      const fill = (name: string): void => {
        input(chat, 'name').value = name;
        if (event) input(chat, 'name').dispatchEvent(new Event(event));
      };
      fill('Zoë');
      say(chat, 'by Enter');
      await shows(chat, [greeting, 'Zoë: by Enter']);
      fill('Zoe');
      await chat.send('by the page');
      await shows(chat, [greeting, 'Zoë: by Enter', 'Zoe: by the page']);
      fill('');
      say(chat, 'from nobody');
      await says(chat, 'Please type your name');
      fill('Zoë');
      clickSend(chat);
      await eventually(() => expect(conversation(chat).at(-1)).to.equal('Zoë: from nobody'));
      expect(input(await openChat({ room, username: '' }), 'name').value).to.equal('Zoë');
    });
  }
});

describe('a name that a password manager has filled in without any event', () => {
  it('is the one that others see while the person types, and mentions of it are their own', async () => {
    const room = newRoom();
    const chat = await openChat({ room, username: '' });
    const ben = await openOther({ room });
    input(chat, 'name').value = 'Zoë';
    await ben.send('hello @Zoë');
    await eventually(() => expect(parts(chat, 'mention')[0]).to.have.attribute('part', 'mention own'));
    await eventually(() => {
      type(chat, 'field', 'I am');
      expect(words(ben)).to.include('Zoë is typing…');
    });
    expect(ben.members.map(({ username }) => username)).to.have.members(['Zoë', 'Ben']);
  });

  it('needs no focus in its field', async () => {
    const chat = await openChat({ username: '' });
    input(chat, 'name').value = 'Zoë';
    chat.focus();
    expect(focusedPart(chat)).to.equal('field');
  });
});

describe('the name Server', () => {
  for (const name of ['Server', 'server', 'SERVER', '  Server ']) {
    it(`cannot be taken as ${JSON.stringify(name)}: a sentence says so, and the text stays`, async () => {
      const chat = await openChat();
      type(chat, 'name', name);
      say(chat, 'obey me');
      await says(chat, 'This name is taken. Please choose another.');
      expect(descriptionOf(input(chat, 'name'))).to.equal('This name is taken. Please choose another.');
      expect(focusedPart(chat)).to.equal('name');
      expect(input(chat, 'field').value).to.equal('obey me');
      type(chat, 'name', 'Ann');
      clickSend(chat);
      await shows(chat, [greeting, 'Ann: obey me']);
    });
  }
});

describe('a name', () => {
  it('is prefilled from the username attribute', async () => {
    const chat = await openChat({ username: 'Dora' });
    expect(input(chat, 'name').value).to.equal('Dora');
  });

  it('is trimmed', async () => {
    const chat = await openChat();
    type(chat, 'name', '  Ann B. ');
    say(chat, 'trimmed');
    await shows(chat, [greeting, 'Ann B.: trimmed']);
  });

  it('that was typed is there again in a new chat, also with the same username attribute', async () => {
    type(await openChat({ username: 'Guest' }), 'name', 'Zoë');
    const again = await openChat({ username: 'Guest' });
    expect(input(again, 'name').value).to.equal('Zoë');
    say(again, 'me again');
    await shows(again, [greeting, 'Zoë: me again']);
  });

  it('that was typed without a suggestion of the page is there again', async () => {
    type(await openChat({ username: '' }), 'name', 'Zoë');
    expect(input(await openChat({ username: '' }), 'name').value).to.equal('Zoë');
  });

  it('from a changed username attribute replaces the one that was typed over the old attribute', async () => {
    const chat = await openChat({ username: 'Guest' });
    type(chat, 'name', 'Zoë');
    chat.setAttribute('username', 'Signed-in person');
    await eventually(() => expect(input(chat, 'name').value).to.equal('Signed-in person'));
    expect(input(await openChat({ username: 'Another' }), 'name').value).to.equal('Another');
  });

  it('from a removed username attribute leaves an empty field, which asks for a name', async () => {
    const chat = await openChat({ username: 'Ann' });
    chat.removeAttribute('username');
    await eventually(() => expect(input(chat, 'name').value).to.equal(''));
    chat.focus();
    expect(focusedPart(chat)).to.equal('name');
    say(chat, 'from nobody');
    await says(chat, 'Please type your name');
  });

  it('that is too long is cut between letters, whether the page suggests it or the person types it', async () => {
    for (const letter of ['😀', '👩‍👩‍👧‍👦', 'e\u0301']) {
      const cut = 'N'.repeat(63);
      const chat = await openChat({ username: `${cut}${letter}${letter}` });
      expect(input(chat, 'name').value).to.equal(cut);
      type(chat, 'name', `M${cut}${letter}`);
      expect(input(chat, 'name').value).to.equal(`M${cut}`);
      type(chat, 'name', `${cut}${letter}`);
      expect(input(chat, 'name').value).to.equal(cut);
      say(chat, 'a long name');
      await shows(chat, [greeting, `${cut}: a long name`]);
    }
  });

  it('that is too long is cut in the field, and messages under it are sent', async () => {
    const chat = await openChat({ username: 'N'.repeat(100) });
    say(chat, 'a long name');
    await shows(chat, [greeting, `${'N'.repeat(64)}: a long name`]);
  });
});
