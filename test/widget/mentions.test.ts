import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, pressEnter, say, scrollTo, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { input, isSent, latestName, messageOf, part, parts } from './support/view.ts';

/** What completes what is being typed, the chosen one in brackets. */
function choices(chat: RealtimeChat): string[] {
  const options = parts(chat, 'completion').flatMap((list) => [...list.querySelectorAll('[role="option"]')]);
  return options.map((option) => {
    const name = option.textContent.trim();
    return option.getAttribute('aria-selected') === 'true' ? `[${name}]` : name;
  });
}

/** Types into the field until what completes it is offered: that is loaded when the field gets the focus. */
async function offers(chat: RealtimeChat, text: string, offered: string[]): Promise<void> {
  input(chat, 'field').focus();
  await eventually(() => {
    type(chat, 'field', text);
    expect(text).to.equal(input(chat, 'field').value);
    return eventually(() => expect(choices(chat)).to.deep.equal(offered), 500);
  });
}

/** Presses a key that is meant for the choices. */
function choose(chat: RealtimeChat, key: string): void {
  expect(press(part(chat, 'field'), key), `${key} is left to the field`).to.be.false;
}

function mentionsIn(chat: RealtimeChat, text: string): HTMLElement[] {
  return [...messageOf(chat, text).querySelectorAll<HTMLElement>('[part~="mention"]')];
}

/** A chat of Ann's with Ben, Benedikt and Émile. */
async function openCrowd(): Promise<{ ann: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ann = await openChat({ room });
  const ben = await Person.enter(room, 'Ben');
  await Person.enter(room, 'Benedikt Meyer');
  const emile = await Person.enter(room, 'Émile');
  await emile.sees(4);
  await eventually(() => expect(ann.members).to.have.lengthOf(4));
  return { ann, ben };
}

describe('after @', () => {
  it('other people are suggested, and the arrow keys with Enter or Tab choose one', async () => {
    const { ann } = await openCrowd();
    await offers(ann, 'hello @', ['[Ben]', 'Benedikt Meyer', 'Émile']);
    const field = input(ann, 'field');
    // Of a field with several lines, this and what is active are all that there is to tell.
    expect(field).to.have.attribute('aria-autocomplete', 'list');
    expect(field).to.have.attribute('aria-activedescendant', 'choice-0');
    expect(field).to.have.attribute('aria-controls', part(ann, 'completion').id);
    choose(ann, 'ArrowDown');
    await eventually(() => expect(choices(ann)).to.deep.equal(['Ben', '[Benedikt Meyer]', 'Émile']));
    expect(field).to.have.attribute('aria-activedescendant', 'choice-1');
    choose(ann, 'Enter');
    expect(field.value).to.equal('hello @Benedikt Meyer ');
    await eventually(() => expect(choices(ann)).to.deep.equal([]));
    expect(field).not.to.have.attribute('aria-activedescendant');
    expect(
      ann.messages.filter(({ own }) => own),
      'nothing is sent',
    ).to.be.empty;

    await offers(ann, '@', ['[Ben]', 'Benedikt Meyer', 'Émile']);
    choose(ann, 'ArrowUp');
    choose(ann, 'Tab');
    expect(field.value).to.equal('@Émile ');
  });

  it('matching names are suggested without regard to case and accents, until Escape', async () => {
    const { ann } = await openCrowd();
    await offers(ann, 'hello @em', ['[Émile]']);
    await offers(ann, '@BENE', ['[Benedikt Meyer]']);
    await offers(ann, '@ben', ['[Ben]', 'Benedikt Meyer']);
    choose(ann, 'Escape');
    await eventually(() => expect(choices(ann)).to.deep.equal([]));
    expect(input(ann, 'field').value).to.equal('@ben');
    // A key that chooses where there is a choice is the field's own where there is none.
    expect(press(part(ann, 'field'), 'ArrowDown')).to.be.true;
    await offers(ann, 'hello @em', ['[Émile]']);
    await offers(ann, 'ann@em', []);
  });

  it('the keys of an input method choose nothing', async () => {
    const { ann } = await openCrowd();
    await offers(ann, '@', ['[Ben]', 'Benedikt Meyer', 'Émile']);
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      for (const key of ['ArrowDown', 'Enter', 'Tab']) {
        expect(press(part(ann, 'field'), key, composing), key).to.be.true;
      }
    }
    await ann.updateComplete;
    expect(choices(ann)).to.deep.equal(['[Ben]', 'Benedikt Meyer', 'Émile']);
    expect(input(ann, 'field').value).to.equal('@');
  });

  it('a press on a name chooses it, and the field keeps the focus', async () => {
    const { ann } = await openCrowd();
    await offers(ann, '@', ['[Ben]', 'Benedikt Meyer', 'Émile']);
    const [, second] = part(ann, 'completion').querySelectorAll('[role="option"]');
    const event = { bubbles: true, composed: true, cancelable: true };
    // Which is what would take the focus away.
    expect(second?.dispatchEvent(new MouseEvent('mousedown', event))).to.be.false;
    second?.dispatchEvent(new MouseEvent('click', event));
    expect(input(ann, 'field').value).to.equal('@Benedikt Meyer ');
    expect(ann.shadowRoot?.activeElement).to.equal(input(ann, 'field'));
  });
});

describe('a mention', () => {
  it('is highlighted for everybody, and differently for the mentioned person', async () => {
    const { ann, ben } = await openTwo();
    await eventually(() => expect(ann.members).to.have.lengthOf(2));
    const text = 'are you there, @ben? And @nobody';
    say(ann, text);
    for (const chat of [ann, ben]) {
      await eventually(() => messageOf(chat, text));
      const [mention, ...others] = mentionsIn(chat, text);
      expect(others).to.be.empty;
      expect(mention).to.have.text('@ben');
      expect(mention).to.have.attribute('part', chat === ben ? 'mention own' : 'mention');
      expect(mention && getComputedStyle(mention).backgroundColor).not.to.equal('rgba(0, 0, 0, 0)');
    }
  });

  it('counts only where it is rendered as one, and needs a name', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const nameless = await openOther({ room, username: '' });
    const mentioned: string[] = [];
    for (const chat of [ann, nameless]) {
      chat.addEventListener('chat-mention', ({ detail }) => mentioned.push(detail.message.message));
    }
    const ben = await Person.enter(room, 'Ben');
    await ben.says('write to info@example.org', 'or to `@Ann`', 'or x@Ann', 'but @Ann');
    for (const chat of [ann, nameless]) await eventually(() => messageOf(chat, 'but @Ann'));
    expect(mentioned).to.deep.equal(['but @Ann']);
  });

  it('of the reader fires an event, is announced, and is counted on the button to the newest message', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 30 }, (_, index) => `message ${index}`));
    const ann = await openChat({ room });
    await eventually(() => messageOf(ann, 'message 29'));
    const mentioned: string[] = [];
    const told: object[] = [];
    ann.addEventListener('chat-mention', ({ detail }) => mentioned.push(detail.message.message));
    ann.addEventListener('chat-unread', ({ detail }) => told.push(detail));

    await ben.says('hello @Ann');
    await eventually(() => messageOf(ann, 'hello @Ann'));
    expect(mentioned).to.deep.equal(['hello @Ann']);
    const region = ann.shadowRoot?.querySelector('[aria-live]');
    await eventually(() => expect(region).to.have.text('Ben mentioned you: hello @Ann'));
    expect(told).to.deep.equal([]);

    await scrollTo(ann, 0);
    for (const [text, words] of [
      ['hello @Anna', '1 new message'],
      ['hello again, @ann', '2 new messages, 1 mention'],
      ['@Ann @Ann', '3 new messages, 2 mentions'],
    ] as const) {
      await ben.says(text);
      await eventually(() => expect(latestName(ann)).to.equal(words));
    }
    expect(mentioned).to.deep.equal(['hello @Ann', 'hello again, @ann', '@Ann @Ann']);
    expect(told).to.deep.equal([
      { unread: 1, mentions: 0 },
      { unread: 2, mentions: 1 },
      { unread: 3, mentions: 2 },
    ]);
    expect([ann.unread, ann.mentions]).to.deep.equal([3, 2]);
    part(ann, 'latest').click();
    await eventually(() => expect(told.at(-1)).to.deep.equal({ unread: 0, mentions: 0 }));
  });
});

describe('after a colon', () => {
  it('and two letters, emoji are suggested by name, and Enter chooses one', async () => {
    const ann = await openChat();
    await offers(ann, 'well :s', []);
    input(ann, 'field').focus();
    await eventually(() => {
      type(ann, 'field', 'well :smi');
      return eventually(() => expect(choices(ann)).to.have.lengthOf.above(2), 2000);
    });
    const [first, second] = choices(ann);
    expect(first).to.match(/^\[\S+ :smi\w+:\]$/);
    choose(ann, 'ArrowDown');
    choose(ann, 'Enter');
    const [emoji] = second?.split(' ') ?? [];
    expect(input(ann, 'field').value).to.equal(`well ${emoji} `);
    await eventually(() => expect(choices(ann)).to.deep.equal([]));
  });

  it('and a complete shortcode, the emoji is inserted at once', async () => {
    const ann = await openChat();
    input(ann, 'field').focus();
    await eventually(() => {
      type(ann, 'field', 'well :hedgehog:');
      return eventually(() => expect(input(ann, 'field').value).to.equal('well 🦔 '), 2000);
    });
    type(ann, 'field', 'at 10:30:15');
    await ann.updateComplete;
    expect(choices(ann)).to.deep.equal([]);
    expect(input(ann, 'field').value).to.equal('at 10:30:15');
    // Where something were offered, the key would take that.
    pressEnter(ann);
    await isSent(ann, 'at 10:30:15');
  });
});
