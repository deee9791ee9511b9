import { expect, nextFrame } from '@open-wc/testing';
import { isOnline, newRoom, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, say, type } from './support/hands.ts';
import { messageOf, part, parts, statusWords } from './support/view.ts';
import {
  placeLauncher,
  openLauncher,
  openScrolledUp,
  openPhone,
  openPhonePage,
  isShown,
  hasFocus,
  statusesOf,
  openings,
} from './support/launcher.ts';

/** What an open panel listens to. */
const listenedTo = [
  'HTMLDocument focusin',
  'Window resize',
  'VisualViewport resize',
  'VisualViewport scroll',
];

/** What listens to these from now on, by whose event of which kind. */
function listenersOf(...targets: (EventTarget | null | undefined)[]): Map<string, Set<unknown>> {
  const listening = new Map<string, Set<unknown>>();
  for (const target of targets) {
    if (!target) throw new Error('This browser has no such thing');
    const addEventListener = target.addEventListener.bind(target);
    const removeEventListener = target.removeEventListener.bind(target);
    const listenersTo = (type: string): Set<unknown> => {
      const key = `${target.constructor.name} ${type}`;
      const listeners = listening.get(key) ?? new Set();
      listening.set(key, listeners);
      return listeners;
    };
    target.addEventListener = (...words: Parameters<typeof addEventListener>) => {
      listenersTo(words[0]).add(words[1]);
      addEventListener(...words);
    };
    target.removeEventListener = (...words: Parameters<typeof removeEventListener>) => {
      listenersTo(words[0]).delete(words[1]);
      removeEventListener(...words);
    };
  }
  return listening;
}

function remaining(listening: Map<string, Set<unknown>>): string[] {
  return [...listening].filter(([, listeners]) => listeners.size > 0).map(([type]) => type);
}

describe('a launcher', () => {
  it('is a button in the corner of the window, and takes no space on the page', async () => {
    const chat = await placeLauncher();
    const { right, bottom } = part(chat, 'launcher').getBoundingClientRect();
    expect([innerWidth - right, innerHeight - bottom]).to.deep.equal([20, 20]);
    expect(chat.parentElement?.offsetHeight).to.equal(0);
    expect(isShown(chat)).to.be.false;
  });

  it('is as far from the edges as the page says', async () => {
    const chat = await placeLauncher({ style: '--chat-launcher-inset: 50px' });
    const { right, bottom } = part(chat, 'launcher').getBoundingClientRect();
    expect([innerWidth - right, innerHeight - bottom]).to.deep.equal([50, 50]);
  });

  it('is on the other side in a right-to-left page', async () => {
    const place = stage();
    place.dir = 'rtl';
    const chat = await placeLauncher({}, place);
    expect(part(chat, 'launcher').getBoundingClientRect().left).to.equal(20);
  });

  it('is named by the heading, and says whether it is open', async () => {
    const chat = await placeLauncher({ heading: 'Support' });
    const button = part(chat, 'launcher');
    expect(button).to.have.attribute('aria-label', 'Support');
    expect(button).to.have.attribute('aria-expanded', 'false');
    button.click();
    await eventually(() => expect(button).to.have.attribute('aria-expanded', 'true'));
  });

  it('opens and closes by its button, says so, and reflects it', async () => {
    const chat = await placeLauncher();
    const heard = openings(chat);
    part(chat, 'launcher').click();
    await eventually(() => expect(isShown(chat)).to.be.true);
    expect(chat).to.have.attribute('open');
    part(chat, 'launcher').click();
    await eventually(() => expect(isShown(chat)).to.be.false);
    expect(chat).not.to.have.attribute('open');
    expect(heard).to.deep.equal([true, false]);
  });

  it('is not shown at all while the element is hidden, open or not', async () => {
    const chat = await openLauncher();
    chat.hidden = true;
    for (const name of ['launcher', 'panel']) expect(part(chat, name).getClientRects().length).to.equal(0);
    chat.hidden = false;
    for (const name of ['launcher', 'panel']) expect(part(chat, name).getClientRects().length).to.equal(1);
  });

  it('opens above everything on the page, wherever the element is', async () => {
    const place = stage('transform: scale(1); overflow: hidden; block-size: 10px');
    const above = stage('position: fixed; inset: 0; z-index: 2147483647');
    const chat = await placeLauncher({}, place);
    part(chat, 'launcher').click();
    await eventually(() => {
      const { left, right, top, bottom } = part(chat, 'panel').getBoundingClientRect();
      expect(innerWidth - right).to.equal(20);
      expect(document.elementFromPoint((left + right) / 2, (top + bottom) / 2)).to.equal(chat);
    });
    above.remove();
  });

  it('works twice on a page', async () => {
    const place = stage();
    const one = await placeLauncher({}, place);
    const other = await placeLauncher({ style: '--chat-launcher-inset: 100px' }, place);
    part(one, 'launcher').click();
    await isOnline(one);
    await hasFocus(one, 'field');
    part(other, 'launcher').click();
    await isOnline(other);
    await hasFocus(other, 'field');
    expect([isShown(one), isShown(other)]).to.deep.equal([true, true]);
    press(part(other, 'field'), 'Escape');
    await eventually(() => expect([isShown(one), isShown(other)]).to.deep.equal([true, false]));
  });
});

describe('a read-only launcher', () => {
  it('focuses the messages when it is opened by its button', async () => {
    const chat = await placeLauncher({ readonly: '' });
    part(chat, 'launcher').click();
    await hasFocus(chat, 'content');
  });
});

describe('a launcher that the page changes', () => {
  it('may be opened before it is in the document', async () => {
    const chat = document.createElement('realtime-chat');
    Object.assign(chat, { relayUrl: window.relayUrl, room: newRoom(), layout: 'launcher', open: true });
    const heard = openings(chat);
    stage().append(chat);
    await isOnline(chat);
    await eventually(() => expect(isShown(chat)).to.be.true);
    expect(chat).to.have.attribute('layout', 'launcher');
    expect(heard).to.deep.equal([true]);
  });

  it('is shown in place again without the layout attribute, and as a launcher with it', async () => {
    const chat = await openLauncher({ style: 'block-size: 300px' });
    const statuses = statusesOf(chat);
    chat.removeAttribute('layout');
    await eventually(() => expect(parts(chat, 'launcher').length).to.equal(0));
    expect(chat.offsetHeight).to.equal(300);
    await eventually(() => {
      const { top, left } = chat.getBoundingClientRect();
      const panel = part(chat, 'panel').getBoundingClientRect();
      expect([panel.top, panel.left]).to.deep.equal([top, left]);
    });
    expect(parts(chat, 'close').length).to.equal(0);
    chat.layout = 'launcher';
    await eventually(() =>
      expect(innerWidth - part(chat, 'panel').getBoundingClientRect().right).to.equal(20),
    );
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    chat.layout = 'inline';
    await eventually(() => expect(isShown(chat)).to.be.true);
    say(chat, 'still here');
    await eventually(() => messageOf(chat, 'still here'));
    expect(statuses).to.be.empty;
  });

  it('stays open when it is moved in the document, and its keys work', async () => {
    const chat = await openLauncher();
    const heard = openings(chat);
    type(chat, 'field', 'half a sent');
    stage('transform: scale(1)').append(chat);
    await eventually(() =>
      expect(innerWidth - part(chat, 'panel').getBoundingClientRect().right).to.equal(20),
    );
    await eventually(() => expect(part(chat, 'panel').matches(':popover-open')).to.be.true);
    expect(statusWords(chat)).to.equal('Online');
    press(part(chat, 'field'), 'Escape');
    await eventually(() => expect(isShown(chat)).to.be.false);
    expect(heard).to.deep.equal([false]);
  });

  it('keeps the position of a reader further up when it is moved', async () => {
    const { chat } = await openScrolledUp();
    stage().append(chat);
    await eventually(() => expect(part(chat, 'panel').matches(':popover-open')).to.be.true);
    expect(part(chat, 'content').scrollTop).to.equal(200);
  });

  it('leaves nothing behind when it is removed', async () => {
    const chat = await openPhone();
    const { ownerDocument } = chat;
    const view = ownerDocument.defaultView;
    const own = listenersOf(ownerDocument, view, view?.visualViewport);
    part(chat, 'launcher').click();
    await hasFocus(chat, 'panel');
    expect([...own.keys()]).to.include.members(listenedTo);
    chat.remove();
    await nextFrame();
    expect(remaining(own)).to.be.empty;
  });

  it('listens to its current window, and no longer to the previous one', async () => {
    const { chat, window: other } = await openPhonePage();
    const left = listenersOf(other.document, other, other.visualViewport);
    part(chat, 'launcher').click();
    await hasFocus(chat, 'panel');
    const { window: next } = await openPhonePage();
    const entered = listenersOf(next.document, next, next.visualViewport);
    next.document.body.append(next.document.adoptNode(chat));
    await eventually(() => expect(part(chat, 'panel').matches(':popover-open')).to.be.true);
    await eventually(() => expect([...entered.keys()]).to.include.members(listenedTo));
    // The connection is still what it was.
    expect(remaining(left)).not.to.include.oneOf(listenedTo);
  });
});
