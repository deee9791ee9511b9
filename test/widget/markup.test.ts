import { expect, oneEvent } from '@open-wc/testing';
import { newRoom, openChat, placeChat } from './support/chat.ts';
import { say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { greeting, isSent, shows, words } from './support/view.ts';

declare global {
  interface Window {
    /** What the markup below would set if it ever ran. */
    harmed?: unknown;
  }
}

const markup =
  '<img src="data:," onerror="window.harmed = true"><script>window.harmed = true</script><b>hi</b>';

/** Resolves when an image like those of the markup, begun after them, has failed: theirs would have failed too. */
async function afterOtherImages(): Promise<void> {
  const image = new Image();
  const failed = oneEvent(image, 'error');
  image.src = 'data:,';
  await failed;
}

async function expectHarmless(chat: HTMLElement): Promise<void> {
  await afterOtherImages();
  expect(window.harmed).to.be.undefined;
  expect(chat.shadowRoot?.querySelector('img, script')).to.be.null;
}

describe('markup is shown as the characters that were typed', () => {
  it('in a message, by the sender and by others', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const ben = await Person.enter(room, 'Ben');
    say(ann, markup);
    await isSent(ann, markup);
    await shows(ann, [greeting, `Ann: ${markup}`]);
    await ben.says(markup);
    await shows(ann, [greeting, `Ann: ${markup}`, `Ben: ${markup}`]);
    await expectHarmless(ann);
  });

  it('in a name', async () => {
    const name = '<img src="data:," onerror="harmed = 1">';
    const room = newRoom();
    const ann = await openChat({ room });
    type(ann, 'name', name);
    say(ann, 'from markup');
    await isSent(ann, 'from markup');
    const later = await openChat({ room });
    await shows(ann, [greeting, `${name}: from markup`]);
    await shows(later, [`${name}: from markup`, greeting]);
    await expectHarmless(ann);
    await expectHarmless(later);
  });

  it('in a heading, a username and a room', async () => {
    const chat = await openChat({
      heading: markup,
      username: markup,
      room: `${newRoom()}${markup.slice(0, 60)}`,
    });
    expect(words(chat)).to.include(markup);
    await expectHarmless(chat);
  });

  it('in an address that is none', async () => {
    const chat = placeChat({ 'relay-url': `http://${markup}` });
    await chat.updateComplete;
    await expectHarmless(chat);
  });
});
