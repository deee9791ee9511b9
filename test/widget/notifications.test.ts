import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat, openOther, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { remove, say, scrollTo } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { ownRelay } from './support/servers.ts';
import { lendAppIcon, Loudspeaker, NotificationCentre, withoutNotifications } from './support/system.ts';
import { holdTime, passTime } from './support/time.ts';
import { bannerWords, distanceFromEnd, focusedPart, isSent, messageOf, part, parts } from './support/view.ts';

const title = 'A page with a chat';

/** Ann's chat with these attributes, and Ben in the same room. */
async function openWithBen(
  attributes: Record<string, string>,
): Promise<{ room: string; chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  const chat = await openChat({ room, ...attributes });
  return { room, chat, ben };
}

/** Waits until the switch in the header is there, with which also all else is that the page asked for. */
function hasSwitch(chat: RealtimeChat, name: 'bell' | 'sound'): Promise<HTMLElement> {
  return eventually(() => part(chat, name));
}

function isOn(element: HTMLElement): boolean {
  return element.getAttribute('aria-pressed') === 'true';
}

async function hears(loudspeaker: Loudspeaker, count: number): Promise<void> {
  await eventually(() => expect(loudspeaker.sounds).to.equal(count));
}

/** Waits until this was shown by the system, and nothing else. */
async function showed(centre: NotificationCentre, ...lines: string[]): Promise<void> {
  await eventually(() => expect(centre.lines).to.deep.equal(lines));
}

async function isTitled(words: string): Promise<void> {
  await eventually(() => expect(document.title).to.equal(words));
}

async function isUnread(chat: RealtimeChat, count: number): Promise<void> {
  await eventually(() => expect(chat.unread).to.equal(count));
}

// The calm after what one test was told is not that of the next one.
beforeEach(async () => {
  document.title = title;
  await eventually(async () => expect(await heldLocks('alert')).to.be.empty);
});

/** The reader leaves the page, and these tabs; resolves when all know. */
async function leaves(...tabs: Page[]): Promise<void> {
  for (const page of [window, ...tabs.map((tab) => tab.window)]) inBackground(true, page);
  await eventually(async () => expect(await heldLocks('watched')).to.be.empty);
}

async function heldLocks(...words: string[]): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  return held.flatMap(({ name = '' }) => (words.every((word) => name.includes(word)) ? [name] : []));
}

/** While time is held; afterwards nothing that waited for it is in the way of the next test. */
function inHeldTime(test: () => Promise<void>): () => Promise<void> {
  return async () => {
    holdTime();
    try {
      await test();
    } finally {
      passTime(10_000);
    }
  };
}

describe('with the attribute sound', () => {
  it('plays a sound for messages that the reader does not see, and for nothing else', async () => {
    const loudspeaker = new Loudspeaker();
    const { chat, ben } = await openWithBen({ sound: '' });
    await hasSwitch(chat, 'sound');
    await ben.says('seen at once');
    await eventually(() => messageOf(chat, 'seen at once'));
    await leaves();
    await chat.send('said by oneself');
    expect(loudspeaker.sounds).to.equal(0);
    await ben.says('not seen');
    await hears(loudspeaker, 1);
  });

  it('plays a sound for messages sent while the connection was lost, as soon as it is back', async () => {
    const loudspeaker = new Loudspeaker();
    const relay = await ownRelay();
    const room = newRoom();
    const chat = await openChat({ 'relay-url': relay.url, room, sound: '', notifications: 'title' });
    await hasSwitch(chat, 'sound');
    const ben = await openOther({ 'relay-url': relay.url, room });
    await leaves();
    await relay.kill();
    await eventually(() => expect(chat.status).to.equal('reconnecting'));
    // Ben is back before Ann is.
    chat.disconnect();
    say(ben, 'news');
    await relay.startAgain();
    await isSent(ben, 'news');
    chat.connect();
    await hears(loudspeaker, 1);
    await isTitled(`(1) ${title}`);
  });

  it('plays a sound for a reader further up', async () => {
    const loudspeaker = new Loudspeaker();
    const { chat, ben } = await openWithBen({ sound: '' });
    await hasSwitch(chat, 'sound');
    await ben.says(...Array.from({ length: 30 }, (_, index) => `message ${index}`));
    await eventually(() => messageOf(chat, 'message 29'));
    await scrollTo(chat, 0);
    await ben.says('news');
    await hears(loudspeaker, 1);
  });

  it(
    'plays one sound for all messages within a second',
    inHeldTime(async () => {
      const loudspeaker = new Loudspeaker();
      const centre = new NotificationCentre('granted');
      const { chat, ben } = await openWithBen({ sound: '', notifications: 'desktop' });
      await hasSwitch(chat, 'bell');
      await leaves();
      await ben.says('one');
      await showed(centre, 'Ben: one');
      await ben.says('two');
      await showed(centre, 'Ben: one', 'Ben: two');
      expect(loudspeaker.sounds).to.equal(1);
      // The system does not sound as well, nor instead.
      expect(centre.shown.map(({ isAlert, isSilent }) => [isAlert, isSilent])).to.deep.equal([
        [true, true],
        [false, true],
      ]);
      passTime(1000);
      await ben.says('three');
      await hears(loudspeaker, 2);
    }),
  );

  it('releases the audio device a moment later, and for good when it is removed', async () => {
    const loudspeaker = new Loudspeaker();
    const { chat, ben } = await openWithBen({ sound: '' });
    await hasSwitch(chat, 'sound');
    await leaves();
    await ben.says('hello');
    await hears(loudspeaker, 1);
    expect(loudspeaker.contexts.map(({ state }) => state)).to.deep.equal(['running']);
    await eventually(() => expect(loudspeaker.contexts[0]?.state).to.equal('suspended'));
    chat.remove();
    await eventually(() => expect(loudspeaker.contexts[0]?.state).to.equal('closed'));
  });

  it('plays no late sound if the browser allows sounds only after a click', async () => {
    const loudspeaker = new Loudspeaker();
    loudspeaker.isAllowed = false;
    const { chat, ben } = await openWithBen({ sound: '' });
    await hasSwitch(chat, 'sound');
    await leaves();
    await ben.says('not heard');
    // It is given up.
    await eventually(() => expect(loudspeaker.contexts[0]?.rests).to.equal(1));
    loudspeaker.allow();
    document.body.click();
    await eventually(() => expect(loudspeaker.contexts[0]?.state).to.equal('running'));
    expect(loudspeaker.sounds).to.equal(0);
    await eventually(async () => expect(await heldLocks('alert')).to.be.empty);
    await ben.says('heard');
    await hears(loudspeaker, 1);
  });

  it('can play sounds later if the browser requires a click first', async () => {
    const loudspeaker = new Loudspeaker();
    const { chat } = await openWithBen({ sound: '' });
    await hasSwitch(chat, 'sound');
    document.body.click();
    await eventually(() => expect(loudspeaker.contexts[0]?.state).to.equal('running'));
    expect(loudspeaker.sounds).to.equal(0);
  });

  it('has a switch that turns it off in every chat, for later too', async () => {
    const loudspeaker = new Loudspeaker();
    const { room, chat, ben } = await openWithBen({ sound: '' });
    const toggle = await hasSwitch(chat, 'sound');
    expect(toggle).to.have.attribute('aria-label', 'Sound');
    expect(isOn(toggle)).to.be.true;
    toggle.click();
    await eventually(() => expect(isOn(toggle)).to.be.false);
    const other = await openChat({ room, sound: '' });
    const otherToggle = await hasSwitch(other, 'sound');
    expect(isOn(otherToggle)).to.be.false;
    await leaves();
    await ben.says('in silence');
    await isUnread(other, 1);
    expect(loudspeaker.sounds).to.equal(0);

    // Who turns it on hears what will sound.
    otherToggle.click();
    await hears(loudspeaker, 1);
    await eventually(() => expect(isOn(toggle)).to.be.true);
  });
});

describe('with notifications by the desktop', () => {
  it('asks for permission on a click on the bell only, and then shows messages while the page is in the background', async () => {
    const centre = new NotificationCentre('default');
    const { room, chat, ben } = await openWithBen({ notifications: 'desktop' });
    const bell = await hasSwitch(chat, 'bell');
    expect(bell).to.have.attribute('aria-label', 'Notifications');
    expect(isOn(bell)).to.be.false;
    await leaves();
    await ben.says('nobody is asked');
    await isUnread(chat, 1);
    inBackground(false);
    expect(centre.asked).to.equal(0);

    bell.click();
    await eventually(() => expect(isOn(bell)).to.be.true);
    expect(centre.asked).to.equal(1);
    await ben.says('in view');
    await eventually(() => messageOf(chat, 'in view'));
    await leaves();
    await ben.says('**bold** words');
    await showed(centre, 'Ben: bold words');
    expect(centre.shown[0]?.tag).to.include(room);
    expect(centre.shown[0]).to.include({ isAlert: true, isSilent: false });
  });

  it('is turned off and on by the bell once the person has agreed', async () => {
    const centre = new NotificationCentre('granted');
    const { chat, ben } = await openWithBen({ notifications: 'desktop title' });
    const bell = await hasSwitch(chat, 'bell');
    expect(isOn(bell)).to.be.true;
    bell.click();
    await eventually(() => expect(isOn(bell)).to.be.false);
    await leaves();
    await ben.says('not told');
    await isTitled(`(1) ${title}`);
    bell.click();
    await eventually(() => expect(isOn(bell)).to.be.true);
    await ben.says('told');
    await showed(centre, 'Ben: told');
    expect(centre.asked).to.equal(0);
  });

  it('says so after a denial, and does not ask again', async () => {
    const centre = new NotificationCentre('default');
    centre.answer = 'denied';
    const { chat } = await openWithBen({ notifications: 'desktop' });
    const bell = await hasSwitch(chat, 'bell');
    bell.focus();
    bell.click();
    await eventually(() => expect(parts(chat, 'bell')).to.be.empty);
    expect(bannerWords(chat)).to.equal('Notifications are blocked in the settings of this browser.');
    // The focus does not go with the bell.
    expect(focusedPart(chat)).to.equal('content');
  });

  for (const how of ['none', 'for workers'] as const) {
    it(`has no bell in a browser whose notifications are ${how}, and all else is as it is`, async () => {
      const room = newRoom();
      const ben = await Person.enter(room, 'Ben');
      const page = await Page.open({ 'relay-url': window.relayUrl, room, username: 'Ann' });
      withoutNotifications(how, page.window);
      await isOnline(page.chat);
      page.chat.setAttribute('notifications', '');
      page.chat.setAttribute('sound', '');
      await hasSwitch(page.chat, 'sound');
      expect(parts(page.chat, 'bell')).to.be.empty;
      inBackground(true, page.window);
      await ben.says('hello');
      await eventually(() => expect(page.window.document.title).to.equal(`(1) ${title}`));
    });
  }

  it('leads to the newest message by a click', async () => {
    const centre = new NotificationCentre('granted');
    const { chat, ben } = await openWithBen({ notifications: 'desktop' });
    await hasSwitch(chat, 'bell');
    await ben.says(...Array.from({ length: 30 }, (_, index) => `message ${index}`));
    await eventually(() => messageOf(chat, 'message 29'));
    await scrollTo(chat, 0);
    await leaves();
    await ben.says('news');
    await showed(centre, 'Ben: news');
    let focused = 0;
    const focus = window.focus.bind(window);
    window.focus = () => (focused += 1);
    centre.shown[0]?.click();
    window.focus = focus;
    expect(focused).to.equal(1);
    expect(centre.standing).to.be.empty;
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });

  it('opens a launcher by a click', async () => {
    const centre = new NotificationCentre('granted');
    const { chat, ben } = await openWithBen({ notifications: 'desktop', layout: 'launcher', eager: '' });
    await hasSwitch(chat, 'bell');
    await leaves();
    await ben.says('news');
    await showed(centre, 'Ben: news');
    expect(chat.open).to.be.false;
    centre.shown[0]?.click();
    expect(chat.open).to.be.true;
  });

  it('closes when the reader comes back, or comes to the same chat in another tab', async () => {
    const centre = new NotificationCentre('granted');
    const { room, chat, ben } = await openWithBen({ notifications: 'desktop' });
    await hasSwitch(chat, 'bell');
    await leaves();
    await ben.says('one');
    await showed(centre, 'Ben: one');
    inBackground(false);
    expect(centre.standing).to.be.empty;

    await leaves();
    await ben.says('two');
    await showed(centre, 'Ben: one', 'Ben: two');
    const tab = await Page.open({ 'relay-url': window.relayUrl, room, notifications: 'desktop' });
    centre.giveTo(tab.window);
    await hasSwitch(tab.chat, 'bell');
    inBackground(false, tab.window);
    await eventually(() => expect(centre.standing).to.be.empty);
  });

  it('closes when its message is deleted', async () => {
    const centre = new NotificationCentre('granted');
    const { room, chat } = await openWithBen({ notifications: 'desktop' });
    await hasSwitch(chat, 'bell');
    const cem = await openOther({ room, username: 'Cem' });
    await leaves();
    say(cem, 'oops');
    await showed(centre, 'Cem: oops');
    await remove(cem, 'oops');
    await eventually(() => expect(centre.standing).to.be.empty);
  });

  it('cuts a long text between two characters', async () => {
    const centre = new NotificationCentre('granted');
    const { chat, ben } = await openWithBen({ notifications: 'desktop' });
    await hasSwitch(chat, 'bell');
    await leaves();
    await ben.says(`x${'👩🏽‍🚀'.repeat(100)}`);
    await eventually(() => expect(centre.shown).to.have.lengthOf(1));
    expect(centre.shown[0]?.text).to.match(/^x(👩🏽‍🚀)+…$/u);
    expect(centre.shown[0]?.text.length).to.be.within(190, 201);
  });

  it(
    'is shown once and sounds once, however many tabs show the chat',
    inHeldTime(async () => {
      const centre = new NotificationCentre('granted');
      const loudspeaker = new Loudspeaker();
      const attributes = { sound: '', notifications: 'desktop' };
      const { room, chat, ben } = await openWithBen(attributes);
      const tab = await Page.open({ 'relay-url': window.relayUrl, room, ...attributes });
      centre.giveTo(tab.window);
      loudspeaker.giveTo(tab.window);
      tab.window.longWaits = 'endless';
      await hasSwitch(chat, 'bell');
      await hasSwitch(tab.chat, 'bell');
      await leaves(tab);
      const told: string[] = [];
      for (const text of ['one', 'two', 'three']) {
        await ben.says(text);
        await isUnread(chat, told.length + 1);
        await isUnread(tab.chat, told.length + 1);
        told.push(`Ben: ${text}`);
        await showed(centre, ...told);
      }
      expect(loudspeaker.sounds).to.equal(1);
    }),
  );

  it('shows nothing that the reader sees in another tab', async () => {
    const centre = new NotificationCentre('granted');
    const { room, chat, ben } = await openWithBen({ notifications: 'desktop' });
    await hasSwitch(chat, 'bell');
    const tab = await Page.open({ 'relay-url': window.relayUrl, room, notifications: 'desktop' });
    await isOnline(tab.chat);
    await eventually(async () => expect(await heldLocks('watched', room)).to.have.lengthOf(2));
    inBackground(true);
    await ben.says('seen in the other tab');
    await isUnread(chat, 1);
    // The page has asked the same before.
    await heldLocks();
    await leaves(tab);
    centre.giveTo(tab.window);
    await ben.says('not seen');
    await showed(centre, 'Ben: not seen');
  });
});

describe('for mentions only', () => {
  it('plays sounds and shows notifications for mentions only, and counts everything', async () => {
    const centre = new NotificationCentre('granted');
    const loudspeaker = new Loudspeaker();
    const { chat, ben } = await openWithBen({ sound: '', notifications: 'mentions' });
    await hasSwitch(chat, 'bell');
    await leaves();
    await ben.says('to nobody');
    await isTitled(`(1) ${title}`);
    await ben.says('to you, @Ann');
    await showed(centre, 'Ben: to you, @Ann');
    await hears(loudspeaker, 1);
    await isTitled(`(2) ${title}`);
  });
});

describe('with notifications in the title', () => {
  it('shows the number of unread messages in front, until they are read', async () => {
    const { chat, ben } = await openWithBen({ notifications: 'title' });
    await leaves();
    await ben.says('one');
    await isTitled(`(1) ${title}`);
    await ben.says('two');
    await isTitled(`(2) ${title}`);
    inBackground(false);
    await isTitled(title);
    expect(parts(chat, 'bell')).to.be.empty;
  });

  it('follows changes of the page, and shows one number also if the page sets a title again that it has read', async () => {
    const { ben } = await openWithBen({ notifications: 'title' });
    await leaves();
    await ben.says('one');
    await isTitled(`(1) ${title}`);
    const read = document.title;
    document.title = 'Another view';
    await isTitled('(1) Another view');
    await ben.says('two');
    await isTitled('(2) Another view');
    document.title = read;
    await isTitled(`(2) ${title}`);
    document.querySelector('title')?.replaceChildren('A third (3)');
    await isTitled('(2) A third (3)');
    inBackground(false);
    await isTitled('A third (3)');
    document.title = read;
    await isTitled(title);
  });

  it('adds up all chats of the page that want it', async () => {
    const { chat, ben } = await openWithBen({ notifications: 'title' });
    const { chat: second, ben: otherBen } = await openWithBen({ notifications: '' });
    await leaves();
    await ben.says('one', 'two');
    await otherBen.says('three');
    await isTitled(`(3) ${title}`);

    chat.removeAttribute('notifications');
    await isTitled(`(1) ${title}`);
    chat.setAttribute('notifications', 'title');
    await isTitled(`(3) ${title}`);

    const titles: string[] = [];
    const observer = new MutationObserver(() => titles.push(document.title));
    observer.observe(document.head, { childList: true, subtree: true });
    stage().append(chat);
    await nextFrame();
    observer.disconnect();
    expect(titles).to.be.empty;

    chat.remove();
    await isTitled(`(1) ${title}`);
    second.remove();
    await isTitled(title);
  });
});

describe('with notifications as a badge', () => {
  it('sets the number of unread messages of all chats on the app’s icon, and clears it when they are removed', async () => {
    const written = lendAppIcon();
    const { chat, ben } = await openWithBen({ notifications: 'badge' });
    const { chat: second, ben: otherBen } = await openWithBen({ notifications: 'badge' });
    // It may be there from before.
    await eventually(() => expect(written).to.deep.equal([0]));
    await leaves();
    await ben.says('one');
    await eventually(() => expect(written).to.deep.equal([0, 1]));
    await otherBen.says('two');
    await eventually(() => expect(written).to.deep.equal([0, 1, 2]));
    chat.remove();
    await eventually(() => expect(written).to.deep.equal([0, 1, 2, 1]));
    second.removeAttribute('notifications');
    await eventually(() => expect(written).to.deep.equal([0, 1, 2, 1, 0]));
  });
});

describe('the attributes', () => {
  it('can change, and everything is switched off', async () => {
    const centre = new NotificationCentre('granted');
    const loudspeaker = new Loudspeaker();
    const { chat, ben } = await openWithBen({ sound: '', notifications: '' });
    await hasSwitch(chat, 'sound');
    await hasSwitch(chat, 'bell');
    await leaves();
    await ben.says('one');
    await showed(centre, 'Ben: one');
    await hears(loudspeaker, 1);
    await isTitled(`(1) ${title}`);
    chat.sound = false;
    chat.notifications = null;
    await isTitled(title);
    await eventually(() => expect([...parts(chat, 'sound'), ...parts(chat, 'bell')]).to.be.empty);
    expect(centre.standing).to.be.empty;
    expect(loudspeaker.contexts[0]?.state).to.equal('closed');
  });

  it('load the code only when they are set', async () => {
    const page = await Page.open({ 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann' });
    const loaded = (): string[] =>
      page.window.performance
        .getEntriesByType('resource')
        .flatMap(({ name }) => name.match(/[^/]+\.js/) ?? []);
    await isOnline(page.chat);
    await page.chat.updateComplete;
    expect(loaded()).to.include('realtime-chat.js');
    expect(loaded()).not.to.include('realtime-chat-notifications.js');
    page.chat.sound = true;
    await hasSwitch(page.chat, 'sound');
    expect(loaded()).to.include('realtime-chat-notifications.js');
  });
});
