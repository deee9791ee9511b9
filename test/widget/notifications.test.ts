import { expect, nextFrame } from '@open-wc/testing';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat, openOther, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Page } from './support/page.ts';
import { ownRelay } from './support/servers.ts';
import { lendAppIcon, Loudspeaker, NotificationCentre } from './support/system.ts';
import { passTime } from './support/time.ts';
import { isSent, messageOf, parts } from './support/view.ts';
import {
  title,
  openWithBen,
  hasSwitch,
  isOn,
  hears,
  showed,
  isTitled,
  isUnread,
  leaves,
  heldLocks,
  inHeldTime,
} from './support/notifications.ts';

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

  it(
    'releases the audio device a moment later, and for good when it is removed',
    inHeldTime(async () => {
      const loudspeaker = new Loudspeaker();
      const { chat, ben } = await openWithBen({ sound: '' });
      await hasSwitch(chat, 'sound');
      await leaves();
      await ben.says('hello');
      await hears(loudspeaker, 1);
      expect(loudspeaker.contexts.map(({ state }) => state)).to.deep.equal(['running']);
      passTime(1500);
      expect(loudspeaker.contexts[0]?.state).to.equal('suspended');
      chat.remove();
      await eventually(() => expect(loudspeaker.contexts[0]?.state).to.equal('closed'));
    }),
  );

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
