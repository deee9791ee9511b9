import { expect } from '@open-wc/testing';
import type { PropertyValues } from 'lit';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openPage, scriptFiles } from './support/frame.ts';
import { greeting, shows } from './support/view.ts';

/** Each way to load the element, by the markup that does it. */
const ways = {
  ...scriptFiles,
  'the npm package': () => `<script type="module" src="/widget/lib/index.js"></script>`,
};

for (const [way, tag] of Object.entries(ways)) {
  describe(`a page that extends the element of ${way}`, () => {
    it('has all hooks of Lit called', async () => {
      const page = await openPage(tag(window.relayUrl));
      const Base = (await page.window.customElements.whenDefined('realtime-chat')) as typeof RealtimeChat;
      const calls: string[] = [];
      const note = (hook: string, changed: PropertyValues): void => {
        if (changed.has('heading')) calls.push(hook);
      };
      class TeamChat extends Base {
        protected override shouldUpdate(changed: PropertyValues<this>): boolean {
          note('shouldUpdate', changed);
          return super.shouldUpdate(changed);
        }

        protected override willUpdate(changed: PropertyValues<this>): void {
          note('willUpdate', changed);
          super.willUpdate(changed);
        }

        protected override firstUpdated(changed: PropertyValues<this>): void {
          note('firstUpdated', changed);
          super.firstUpdated(changed);
        }

        protected override updated(changed: PropertyValues<this>): void {
          note('updated', changed);
          super.updated(changed);
        }
      }
      page.window.customElements.define('team-chat', TeamChat);
      const chat = new TeamChat();
      Object.assign(chat, { relayUrl: window.relayUrl, room: newRoom(), username: 'Ann', heading: 'Team' });
      page.document.body.append(chat);
      await eventually(() =>
        expect(calls).to.deep.equal(['shouldUpdate', 'willUpdate', 'firstUpdated', 'updated']),
      );
      await isOnline(chat);
      await shows(chat, [greeting]);

      calls.length = 0;
      chat.heading = 'The team';
      await chat.updateComplete;
      expect(calls).to.deep.equal(['shouldUpdate', 'willUpdate', 'updated']);
      expect(page.problems).to.be.empty;
    });
  });
}
