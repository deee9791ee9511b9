import { partOf } from '../../e2e/support/chat.ts';
import { afterwards } from '../../support/afterwards.ts';
import { openConversation, openMenu, openScripted, type State } from './states.ts';
import { messagesOf, now, talks } from './talk.ts';

/** States that are compared in one language: what they are made of is in the others too. */
export const furtherStates: Record<string, State> = {
  async toolbar(t, language) {
    const page = await openConversation(language);
    afterwards(t, () => page.mouse.move(0, 0));
    // Its code loads when the pointer comes to the pane.
    await page.locator(`${partOf('message')}[data-seq="7"] [part~="text"]`).hover();
    await page.locator(`${partOf('toolbar')} [data-shown]`).waitFor();
    return page;
  },

  async touch(t, language) {
    const page = await openConversation(language);
    const session = await page.context().newCDPSession(page);
    const touches = (enabled: boolean) => session.send('Emulation.setTouchEmulationEnabled', { enabled });
    await touches(true);
    afterwards(t, () => touches(false));
    await openMenu(page, 5);
    return page;
  },

  async picker(_t, language) {
    const page = await openConversation(language);
    await page.locator(partOf('emoji')).press('Enter');
    await page
      .locator(`${partOf('picker')} .picker-grid button`)
      .first()
      .waitFor();
    return page;
  },

  async name(_t, language) {
    const page = await openConversation(language, { username: '' });
    await page.locator(partOf('name')).waitFor();
    return page;
  },

  async unread(t, language) {
    const messages = messagesOf(talks[language], 'me');
    const { page, server } = await openScripted(t, language, { messages });
    await page.locator(partOf('content')).evaluate((pane) => (pane.scrollTop = 0));
    const entries = messages.map(({ type }, index) => ({
      type,
      time: now,
      id: `new-${index}`,
      seq: messages.length + 1 + index,
      sender: 'user:lena',
      username: 'Lena',
      message: `${index + 1}. ${talks[language].heading}`,
    }));
    await page.locator(partOf('latest')).waitFor();
    server.say(['entries', { room: 'lobby', epoch: 'first', entries }]);
    await page.locator(`${partOf('latest')} b`).waitFor();
    await page.locator(partOf('latest')).press('Enter');
    await page.locator(partOf('unseen')).waitFor();
    return page;
  },

  async moderation(t, language) {
    const [original] = messagesOf(talks[language], 'me');
    const message = original?.message;
    const about = { id: 'message-1', sender: 'user:omar', username: 'Omar Haddad', message };
    const time = 0;
    const items = [
      { id: 'one', type: 'report', time, message: { ...about, seq: 1 }, count: 2 },
      { id: 'two', type: 'held', time, message: { ...about, username: 'Lena' } },
    ];
    const { page } = await openScripted(t, language, {
      messages: messagesOf(talks[language], 'me'),
      queue: [{ items }],
      me: { roles: ['moderator'] },
      room: { queue: 2 },
    });
    await page.locator(partOf('shield')).press('Enter');
    await page.locator(partOf('queue')).waitFor();
    return page;
  },

  async slow(t, language) {
    const { page } = await openScripted(t, language, { room: { slow: 30 } });
    await page.locator(partOf('slow')).waitFor();
    return page;
  },

  async barrier(t, language) {
    const { page } = await openScripted(t, language, { room: { locked: true } });
    await page.locator(partOf('barrier')).waitFor();
    return page;
  },
};
