import { expect } from '@open-wc/testing';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { remove, say, scrollTo } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { documentFile, openFiles, photo, shared } from './support/pictures.ts';
import { Loudspeaker, NotificationCentre, withoutNotifications } from './support/system.ts';
import { bannerWords, distanceFromEnd, focusedPart, messageOf, parts } from './support/view.ts';
import {
  title,
  openWithBen,
  hasSwitch,
  isOn,
  showed,
  isTitled,
  isUnread,
  leaves,
  heldLocks,
  inHeldTime,
} from './support/notifications.ts';

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

  it('names the files of a message without a text', async () => {
    const centre = new NotificationCentre('granted');
    const { chat, server, room } = await openFiles([], { attributes: { notifications: 'desktop' } });
    await hasSwitch(chat, 'bell');
    await leaves();
    const files = [photo('sea', { alt: 'The sea' }), photo('b'), documentFile('plan')];
    const entries = [shared(1, files, '', { type: 'message' })];
    await server.say('entries', { room, epoch: 'first', entries });
    await showed(centre, 'Ben: 2 photos and plan.pdf');
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
    await eventually(() => messageOf(chat, 'seen in the other tab'));
    await isUnread(chat, 0);
    // The page has asked the same before.
    await heldLocks();
    await leaves(tab);
    centre.giveTo(tab.window);
    await ben.says('not seen');
    await showed(centre, 'Ben: not seen');
  });
});
