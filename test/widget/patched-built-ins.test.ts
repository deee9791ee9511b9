import { expect } from '@open-wc/testing';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { choose, say } from './support/hands.ts';
import { greeting, isSent, reactionsOf, shows } from './support/view.ts';

/**
 * As Prototype.js 1.6 and 1.7 do it: JSON of their own, an `Array.from` that maps nothing, and an `Element` that creates
 * elements. In 1.6.0 it has no prototype of elements.
 */
const prototypeJs = `<script>
  Array.prototype.toJSON = function () { return '[' + this.map((value) => Object.toJSON(value)).join(', ') + ']'; };
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  Number.prototype.toJSON = function () { return String(this); };
  Object.toJSON = (value) => value?.toJSON?.() ?? String(value);
  Array.from = (iterable) => {
    const results = [];
    for (let index = 0; index < (iterable?.length ?? 0); index += 1) results.push(iterable[index]);
    return results;
  };
  const elementOfBrowser = window.Element;
  window.Element = function (name, attributes) {
    return Object.assign(document.createElement(name), attributes);
  };
  for (const property in elementOfBrowser) window.Element[property] = elementOfBrowser[property];
</script>`;

for (const [file, tag] of Object.entries(scriptFiles)) {
  describe(`on a page with an old Prototype.js, ${file}`, () => {
    it('connects, sends and reacts', async () => {
      const page = await openPage(
        `${prototypeJs}${tag(window.relayUrl)}<realtime-chat room="${newRoom()}" username="Ann"></realtime-chat>`,
      );
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      say(chat, 'hello');
      await isSent(chat, 'hello');
      await shows(chat, [greeting, 'Ann: hello']);
      await choose(chat, 'hello', '👍');
      await eventually(() => expect(reactionsOf(chat, 'hello')).to.deep.equal(['👍 1*']));
      expect(page.problems).to.be.empty;
    });
  });
}
