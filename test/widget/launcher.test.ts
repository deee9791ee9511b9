import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, say, scrollTo, type } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import {
  distanceFromEnd,
  focusedPart,
  greeting,
  messageOf,
  part,
  parts,
  shows,
  statusWords,
} from './support/view.ts';

/** A launcher whose button is there; Ann's, in a room of her own, unless told otherwise. */
async function placeLauncher(
  attributes: Record<string, string> = {},
  place = stage(),
): Promise<RealtimeChat> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', layout: 'launcher' };
  const chat = placeChat({ ...given, ...attributes }, place);
  await eventually(() => part(chat, 'launcher'));
  return chat;
}

/** A launcher that somebody has opened by its button. */
async function openLauncher(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  const chat = await placeLauncher(attributes);
  part(chat, 'launcher').click();
  await isOnline(chat);
  await hasFocus(chat, 'field');
  return chat;
}

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

/** A launcher on a page as narrow as a phone. */
async function openPhone(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  return (await openPhonePage(attributes)).chat;
}

async function openPhonePage(attributes: Record<string, string> = {}): Promise<Page> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', layout: 'launcher' };
  const page = await Page.open({ ...given, ...attributes });
  page.window.focus();
  return page;
}

function isShown(chat: RealtimeChat): boolean {
  return part(chat, 'panel').getClientRects().length > 0;
}

async function hasFocus(chat: RealtimeChat, name: string): Promise<void> {
  await eventually(() => expect(focusedPart(chat)).to.equal(name));
}

function badge(chat: RealtimeChat): string | undefined {
  return parts(chat, 'badge')[0]?.textContent;
}

function statusesOf(chat: RealtimeChat): string[] {
  const statuses: string[] = [];
  chat.addEventListener('chat-status', ({ detail: { status } }) => statuses.push(status));
  return statuses;
}

function openings(chat: RealtimeChat): boolean[] {
  const heard: boolean[] = [];
  chat.addEventListener('chat-open', ({ detail: { open } }) => heard.push(open));
  return heard;
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

describe('a launcher that was not opened yet', () => {
  it('connects to nothing, until it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room });
    const statuses = statusesOf(chat);
    expect(chat.status).to.equal('closed');
    // Meanwhile another one was online.
    await placeLauncher({ eager: '' }).then(isOnline);
    expect(statuses).to.be.empty;
    part(chat, 'launcher').click();
    await isOnline(chat);
    await ben.sees(2);
    expect(statuses).to.deep.equal(['connecting', 'online']);
  });

  it('requests no file but its script', async () => {
    const page = await Page.open({ 'relay-url': window.relayUrl, room: newRoom(), layout: 'launcher' });
    await Page.open({ 'relay-url': window.relayUrl, room: newRoom() }).then(({ chat }) => isOnline(chat));
    const files = page.window.performance.getEntriesByType('resource').map(({ name }) => name);
    expect(files.filter((name) => name.startsWith(window.relayUrl))).to.deep.equal([
      `${window.relayUrl}/realtime-chat.js`,
    ]);
  });

  it('connects with `eager`, be it given later', async () => {
    const chat = await placeLauncher();
    expect(chat.status).to.equal('closed');
    chat.eager = true;
    await isOnline(chat);
    expect(isShown(chat)).to.be.false;
  });

  it('connects by connect()', async () => {
    const chat = await placeLauncher();
    chat.connect();
    await isOnline(chat);
    expect(isShown(chat)).to.be.false;
  });

  it('sends a message of the page by send()', async () => {
    const chat = await placeLauncher();
    expect(await chat.send('from the page')).to.include({ message: 'from the page', state: 'sent' });
  });

  it('that was left by disconnect() stays out when it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room });
    const statuses = statusesOf(chat);
    chat.disconnect();
    part(chat, 'launcher').click();
    await eventually(() => expect(isShown(chat)).to.be.true);
    expect(statuses).to.be.empty;
    chat.connect();
    await ben.sees(2);
  });
});

describe('a message that arrives while the panel is closed', () => {
  it('is announced by its number, and not by its text', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '', lang: 'en' });
    await isOnline(chat);
    const region = (): HTMLElement => {
      const found = chat.shadowRoot?.querySelector<HTMLElement>('[aria-live="polite"]');
      if (!found) throw new Error('There is no region');
      return found;
    };
    expect(region().checkVisibility()).to.be.true;
    expect(region()).to.have.attribute('lang', 'en');
    await ben.says('one', 'two');
    await eventually(() => expect(region()).to.contain.text('Chat, 2 new messages'));
    await ben.says('three');
    await eventually(() => expect(region()).to.contain.text('Chat, 3 new messages'));
    expect(region()).not.to.contain.text('Ben');
    // Who opens it reads for themselves, and hears what comes from then on.
    part(chat, 'launcher').click();
    await hasFocus(chat, 'field');
    expect(region()).to.have.text('');
    await ben.says('four');
    await eventually(() => expect(region()).to.have.text('Ben: four'));
    expect(region().checkVisibility()).to.be.true;
  });

  it('does not make a page higher than the window', async () => {
    const place = stage('position: absolute; inset-block-start: 0');
    place.innerHTML = '<div style="block-size: 100vh"></div>';
    const { scrollHeight } = document.documentElement;
    expect(scrollHeight).to.equal(innerHeight);
    await isOnline(await placeLauncher({ eager: '' }, place));
    expect(document.documentElement.scrollHeight).to.equal(scrollHeight);
  });

  it('is counted on the button, in its name too, and is seen when it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '' });
    await isOnline(chat);
    expect(badge(chat)).to.equal(undefined);
    await ben.says('one', 'two');
    await eventually(() => expect(badge(chat)).to.equal('2'));
    expect(chat.unread).to.equal(2);
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat, 2 new messages');

    part(chat, 'launcher').click();
    await eventually(() => expect(badge(chat)).to.equal(undefined));
    expect(chat.unread).to.equal(0);
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat');
    expect(parts(chat, 'unseen').length).to.equal(1);
  });

  it('is shown as 99+ when it is more', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '' });
    await isOnline(chat);
    const texts = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
    for (let start = 0; start < 100; start += 5) await ben.says(...texts.slice(start, start + 5));
    await eventually(() => expect(badge(chat)).to.equal('99+'));
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat, 100 new messages');
  });

  it('still arrives, since closing does not leave the room', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openLauncher({ room });
    await ben.says('while it is open');
    await shows(chat, [greeting, 'Ben: while it is open']);
    expect(chat.unread).to.equal(0);
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    await ben.says('while it is closed');
    await eventually(() => expect(badge(chat)).to.equal('1'));
    expect(chat.status).to.equal('online');
  });

  it('is in view when the panel is opened again, also from the middle of older messages', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    const chat = await openLauncher({ room });
    await eventually(() => messageOf(chat, 'line 40'));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await scrollTo(chat, 200);
    await eventually(() => part(chat, 'latest'));
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    await ben.says('news');
    await eventually(() => expect(badge(chat)).to.equal('1'));
    chat.open = true;
    await eventually(() => expect(badge(chat)).to.equal(undefined));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    messageOf(chat, 'news');
  });

  it('is not reported as seen', async () => {
    const room = newRoom();
    const ben = await placeLauncher({ room, username: 'Ben', receipts: '', eager: '' });
    await isOnline(ben);
    localStorage.clear();
    const ann = await openLauncher({ room, receipts: '' });
    say(ann, 'Are you there?');
    await eventually(() => expect(badge(ben)).to.equal('1'));
    say(ann, 'Hello?');
    await eventually(() => expect(badge(ben)).to.equal('2'));
    expect(parts(ann, 'seen').length).to.equal(0);
    ben.open = true;
    await eventually(() => expect(part(ann, 'seen')).to.have.text('Seen by Ben'));
  });
});

describe('the focus', () => {
  it('goes into the text field by the button, and back to it by Escape', async () => {
    const chat = await openLauncher();
    expect(press(part(chat, 'field'), 'Escape')).to.be.false;
    await hasFocus(chat, 'launcher');
    expect(isShown(chat)).to.be.false;
  });

  it('goes to the name field first, if there is no name', async () => {
    const chat = await placeLauncher({ username: '' });
    part(chat, 'launcher').click();
    await hasFocus(chat, 'name');
  });

  it('goes back to the button by the panel’s own', async () => {
    const chat = await openLauncher();
    part(chat, 'close').click();
    await hasFocus(chat, 'launcher');
    expect(part(chat, 'close')).to.have.attribute('aria-label', 'Close the chat');
  });

  it('goes back to the button when the page closes the panel', async () => {
    const chat = await openLauncher();
    chat.open = false;
    await hasFocus(chat, 'launcher');
  });

  it('stays elsewhere when the page opens and closes the panel', async () => {
    const place = stage();
    const chat = await placeLauncher({}, place);
    const own = document.createElement('button');
    place.append(own);
    own.focus();
    chat.open = true;
    await isOnline(chat);
    await eventually(() => part(chat, 'close'));
    expect(document.activeElement).to.equal(own);
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    expect(document.activeElement).to.equal(own);
  });

  it('is the page’s to move by focus(): to the button, and into an open panel', async () => {
    const chat = await placeLauncher();
    chat.focus();
    expect(focusedPart(chat)).to.equal('launcher');
    chat.open = true;
    chat.focus();
    await hasFocus(chat, 'field');
  });

  it('is left alone by Escape while an input method uses it, or something in the panel does', async () => {
    const chat = await openLauncher();
    for (const composing of [{ isComposing: true }, { keyCode: 229 }])
      press(part(chat, 'field'), 'Escape', composing);
    say(chat, 'hello');
    await eventually(() => expect(messageOf(chat, 'hello')).to.have.attribute('data-state', 'sent'));
    press(part(chat, 'field'), 'ArrowUp');
    await eventually(() => part(chat, 'context'));
    press(part(chat, 'field'), 'Escape');
    await eventually(() => expect(parts(chat, 'context').length).to.equal(0));
    expect(chat.open).to.be.true;
  });

  it('is not kept in a panel beside the page', async () => {
    const chat = await openLauncher();
    const panel = part(chat, 'panel');
    expect(panel).not.to.have.attribute('aria-modal');
    expect(panel).to.have.attribute('aria-label', 'Chat');
    part(chat, 'send').focus();
    expect(press(part(chat, 'send'), 'Tab')).to.be.true;
  });
});

describe('on a phone', () => {
  it('the panel covers the page, and is a dialog that has the focus', async () => {
    const chat = await openPhone();
    part(chat, 'launcher').click();
    const panel = part(chat, 'panel');
    await eventually(() => expect(panel).to.have.attribute('aria-modal', 'true'));
    expect(panel).to.have.attribute('role', 'dialog');
    expect(panel).to.have.attribute('aria-label', 'Chat');
    // Not the field, which would bring the keyboard.
    expect(focusedPart(chat)).to.equal('panel');
    // With what loads when one turns to it, too.
    await isOnline(chat);
    part(chat, 'members').click();
    await eventually(() => part(chat, 'people'));
    const view = chat.ownerDocument.defaultView;
    await eventually(() => {
      const { left, top, width, height } = panel.getBoundingClientRect();
      expect([left, top, width, height]).to.deep.equal([0, 0, view?.innerWidth, view?.innerHeight]);
    });
  });

  it('the focus cycles within the panel, and comes back from outside', async () => {
    const chat = await openPhone();
    const own = chat.ownerDocument.createElement('button');
    chat.after(own);
    part(chat, 'launcher').click();
    await isOnline(chat);
    await hasFocus(chat, 'panel');
    expect(press(part(chat, 'panel'), 'Tab', { shiftKey: true })).to.be.false;
    expect(focusedPart(chat)).to.equal('send');
    expect(press(part(chat, 'send'), 'Tab')).to.be.false;
    expect(focusedPart(chat)).to.equal('members');
    expect(press(part(chat, 'members'), 'Tab')).to.be.true;
    expect(press(part(chat, 'members'), 'Tab', { shiftKey: true })).to.be.false;
    expect(focusedPart(chat)).to.equal('send');
    own.focus();
    await hasFocus(chat, 'panel');
    part(chat, 'close').click();
    await hasFocus(chat, 'launcher');
    own.focus();
    expect(chat.ownerDocument.activeElement).to.equal(own);
  });

  it('the focus also reaches slotted elements of the page', async () => {
    const chat = await openPhone();
    chat.innerHTML = `<div slot="header"><button>Own</button> <button style="visibility: hidden">Hidden</button></div>
      <p slot="footer">By <a href="#imprint">somebody</a></p>`;
    const [own, link] = chat.querySelectorAll<HTMLElement>('button:first-child, a');
    part(chat, 'launcher').click();
    await isOnline(chat);
    await hasFocus(chat, 'panel');
    expect(press(part(chat, 'send'), 'Tab'), 'the browser goes on to the link').to.be.true;
    link?.focus();
    expect(chat.ownerDocument.activeElement).to.equal(link);
    expect(press(link ?? chat, 'Tab')).to.be.false;
    expect(chat.ownerDocument.activeElement).to.equal(own);
    expect(press(own ?? chat, 'Tab', { shiftKey: true })).to.be.false;
    expect(chat.ownerDocument.activeElement).to.equal(link);
  });

  for (const [what, put] of Object.entries({
    'a dialog': (chat: RealtimeChat, own: HTMLElement) => {
      const dialog = chat.ownerDocument.createElement('dialog');
      chat.before(dialog);
      dialog.append(chat, own);
      dialog.showModal();
    },
    'a shadow root in a popover': (chat: RealtimeChat, own: HTMLElement) => {
      const popover = chat.ownerDocument.createElement('div');
      popover.popover = 'manual';
      const inside = chat.ownerDocument.createElement('div');
      chat.before(popover);
      popover.append(inside, own);
      inside.attachShadow({ mode: 'open' }).append(chat);
      popover.showPopover();
    },
  })) {
    it(`the focus is kept in the panel where the launcher is in ${what}`, async () => {
      const chat = await openPhone();
      const { ownerDocument } = chat;
      const own = ownerDocument.createElement('button');
      put(chat, own);
      part(chat, 'launcher').click();
      await hasFocus(chat, 'panel');
      own.focus();
      await hasFocus(chat, 'panel');
      expect(ownerDocument.activeElement).not.to.equal(own);
      const above = ownerDocument.createElement('dialog');
      above.append(own);
      ownerDocument.body.append(above);
      above.showModal();
      own.focus();
      expect(ownerDocument.activeElement).to.equal(own);
    });
  }

  it('the panel is beside the page again where there is room', async () => {
    const chat = await openPhone();
    part(chat, 'launcher').click();
    const panel = part(chat, 'panel');
    await eventually(() => expect(panel).to.have.attribute('aria-modal'));
    const frame = chat.ownerDocument.defaultView?.frameElement as HTMLElement;
    frame.style.inlineSize = '700px';
    await eventually(() => expect(panel).not.to.have.attribute('aria-modal'));
    expect(panel).not.to.have.attribute('role');
    expect(panel.getBoundingClientRect().left).to.be.above(200);
  });

  it('the panel ends where the on-screen keyboard begins', async () => {
    const chat = await openPhone();
    part(chat, 'launcher').click();
    const panel = part(chat, 'panel');
    await eventually(() => expect(panel).to.have.attribute('aria-modal'));
    const view = chat.ownerDocument.defaultView?.visualViewport;
    if (!view) throw new Error('This browser has no visual viewport');
    Object.defineProperties(view, { height: { value: 300 }, offsetTop: { value: 40 } });
    view.dispatchEvent(new Event('resize'));
    await eventually(() => {
      const { top, height } = panel.getBoundingClientRect();
      expect([top, height]).to.deep.equal([40, 300]);
    });
    const field = part(chat, 'field').getBoundingClientRect();
    expect(field.bottom).to.be.below(340);
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
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    const chat = await openLauncher({ room });
    await eventually(() => messageOf(chat, 'line 40'));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await scrollTo(chat, 200);
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
