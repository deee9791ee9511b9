import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { sendKeys } from '@web/test-runner-commands';
import { openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, pressOn, say, scrollTo } from './support/hands.ts';
import { focused, isOpen } from './support/message-menu.ts';
import { Person } from './support/person.ts';
import { openWith } from './support/talk.ts';
import {
  focusedPart,
  input,
  isMenuOpen,
  isSent,
  isStill,
  messageOf,
  part,
  parts,
  reactionsOf,
  textOf,
} from './support/view.ts';

const long = 'many words, '.repeat(40).trim();

/** Moves the pointer onto an element. */
function moveOnto(target: Element, init: PointerEventInit = {}): void {
  const { left, top, width, height } = target.getBoundingClientRect();
  const where = { clientX: left + width / 2, clientY: top + height / 2, pointerType: 'mouse' };
  target.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, composed: true, ...where, ...init }));
}

/** Moves the pointer to a message, whose toolbar appears; the first move has its code loaded. */
function hover(chat: RealtimeChat, text: string): Promise<HTMLElement> {
  part(chat, 'content').dispatchEvent(new PointerEvent('pointerenter'));
  return eventually(() => {
    moveOnto(textOf(messageOf(chat, text)));
    const toolbar = messageOf(chat, text).querySelector<HTMLElement>('[part="toolbar"]');
    if (!toolbar?.querySelector('[data-shown]')) throw new Error(`${text} has no toolbar`);
    return toolbar;
  });
}

function button(toolbar: HTMLElement, name: string): HTMLElement {
  const all = [...toolbar.querySelectorAll('button')];
  const found = all.find((each) => (each.getAttribute('aria-label') ?? each.textContent.trim()) === name);
  if (!found) throw new Error(`The toolbar has no ${name}`);
  return found;
}

/** The messages that have more than the button of the menu. */
function withQuickActions(chat: RealtimeChat): string[] {
  return parts(chat, 'message')
    .filter((item) => item.querySelector('.quick-actions'))
    .map((item) => textOf(item).textContent);
}

/** The distance between two boxes, in CSS pixels. */
function distance(one: DOMRect, other: DOMRect): number {
  const across = Math.max(0, one.left - other.right, other.left - one.right);
  const along = Math.max(0, one.top - other.bottom, other.top - one.bottom);
  return Math.hypot(across, along);
}

describe('the toolbar of a message', () => {
  for (const dir of ['ltr', 'rtl']) {
    for (const width of [240, 320, 400, 768]) {
      it(`stands at its bubble, within the pane, and moves nothing: ${width} pixels, ${dir}`, async () => {
        const place = stage(`inline-size: ${width}px`);
        place.dir = dir;
        const chat = await openChat({}, place);
        const ben = await Person.enter(chat.room, 'Ben');
        await ben.says('short', long);
        await eventually(() => messageOf(chat, long));
        for (const text of ['mine', `my ${long}`]) {
          say(chat, text);
          await isSent(chat, text);
        }
        await isStill(chat);
        const pane = part(chat, 'content');
        for (const text of ['short', long, 'mine', `my ${long}`]) {
          messageOf(chat, text).scrollIntoView({ block: 'nearest' });
          await eventually(() => expect(messageOf(chat, text)).to.exist);
          const places = (): number[] =>
            parts(chat, 'message').map((item) => item.getBoundingClientRect().top);
          const toolbar = await hover(chat, text);
          const before = places();
          moveOnto(part(chat, 'header'));
          await chat.updateComplete;
          expect(places()).to.deep.equal(before);
          const box = (await hover(chat, text)).getBoundingClientRect();
          const view = pane.getBoundingClientRect();
          expect(toolbar.isConnected).to.be.true;
          expect(distance(box, textOf(messageOf(chat, text)).getBoundingClientRect()), text).to.be.at.most(
            16,
          );
          expect(box.left, text).to.be.at.least(view.left);
          expect(box.right, text).to.be.at.most(view.right);
          expect(box.top, text).to.be.at.least(view.top);
          expect(box.bottom, text).to.be.at.most(view.bottom);
          expect(pane.scrollWidth, text).to.equal(pane.clientWidth);
        }
      });
    }
  }

  it('covers no text of a short message', async () => {
    const { ann } = await openWith('before', 'short', 'after');
    const box = (await hover(ann, 'short')).getBoundingClientRect();
    for (const text of ['before', 'short', 'after'])
      expect(distance(box, textOf(messageOf(ann, text)).getBoundingClientRect()), text).to.be.above(0);
  });

  for (const dir of ['ltr', 'rtl'])
    it(`covers no quote, where there is no room beside the bubble, ${dir}`, async () => {
      const place = stage('inline-size: 320px');
      place.dir = dir;
      const chat = await openChat({}, place);
      for (const text of [long, 'ok']) {
        say(chat, text);
        await isSent(chat, text);
      }
      const answer = 'no, it is as I have said it before, is it not?';
      await chat.send(answer, { reply: chat.messages[0] });
      await isSent(chat, answer);
      await isStill(chat);
      const toolbar = await hover(chat, answer);
      const quote = await eventually(() => {
        const found = messageOf(chat, answer).querySelector('[part="quote"]');
        if (!found) throw new Error('There is no quote');
        return found;
      });
      await eventually(() => {
        const box = toolbar.getBoundingClientRect();
        const ok = textOf(messageOf(chat, 'ok')).getBoundingClientRect();
        expect(quote.getBoundingClientRect().top - box.bottom).to.be.within(-1, 2);
        expect(distance(box, ok)).to.be.above(0);
      });
    });

  it('reacts with one press, and the text field keeps the focus', async () => {
    const { ann } = await openWith('hello');
    const toolbar = await hover(ann, 'hello');
    input(ann, 'field').focus();
    const down = new MouseEvent('mousedown', { bubbles: true, composed: true, cancelable: true });
    expect(button(toolbar, '👍').dispatchEvent(down)).to.be.false;
    pressOn(button(toolbar, '👍'));
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.deep.equal(['👍 1*']));
    expect(focusedPart(ann)).to.equal('field');
    await eventually(() => expect(button(toolbar, '👍')).to.have.attribute('aria-pressed', 'true'));
    pressOn(button(toolbar, '👍'));
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.be.empty);
  });

  it('replies with one press', async () => {
    const { ann } = await openWith('hello');
    pressOn(button(await hover(ann, 'hello'), 'Reply'));
    await eventually(() => expect(part(ann, 'context')).to.contain.text('hello'));
    expect(focusedPart(ann)).to.equal('field');
  });

  it('opens the picker and the menu', async () => {
    const { ann } = await openWith('hello');
    pressOn(button(await hover(ann, 'hello'), 'More emoji'));
    await eventually(() => expect(focused(ann)).to.equal(part(ann, 'picker').querySelector('input')));
    await sendKeys({ press: 'Escape' });
    await eventually(() => expect(parts(ann, 'picker')).to.be.empty);
    expect(focused(ann)).to.equal(messageOf(ann, 'hello'));
    pressOn(button(await hover(ann, 'hello'), 'Actions for the message by Ben'));
    await isOpen(ann);
  });

  it('belongs to one message under the pointer and one with the focus', async () => {
    const { ann } = await openWith('one', 'two', 'three');
    await hover(ann, 'one');
    expect(withQuickActions(ann)).to.deep.equal(['one']);
    await hover(ann, 'two');
    expect(withQuickActions(ann)).to.deep.equal(['two']);
    messageOf(ann, 'three').focus();
    await eventually(() => expect(withQuickActions(ann)).to.deep.equal(['two', 'three']));
    moveOnto(part(ann, 'header'));
    await eventually(() => expect(withQuickActions(ann)).to.deep.equal(['three']));
    input(ann, 'field').focus();
    await eventually(() => expect(withQuickActions(ann)).to.be.empty);
  });

  it('stays while the pointer crosses the empty space beside the message', async () => {
    const { ann } = await openWith('one', 'two');
    await hover(ann, 'one');
    const { top, bottom } = messageOf(ann, 'one').getBoundingClientRect();
    moveOnto(part(ann, 'content'), { clientY: (top + bottom) / 2 });
    await ann.updateComplete;
    expect(withQuickActions(ann)).to.deep.equal(['one']);
    moveOnto(part(ann, 'content'), { clientY: top - 40 });
    await eventually(() => expect(withQuickActions(ann)).to.be.empty);
  });

  it('stays at its message and within the pane while the list is scrolled, and goes with it', async () => {
    const chat = await openChat({ style: 'block-size: 300px' });
    const ben = await Person.enter(chat.room, 'Ben');
    await ben.says(...Array.from({ length: 20 }, (_, index) => `line ${index + 1}`));
    await eventually(() => messageOf(chat, 'line 20'));
    await isStill(chat);
    const pane = part(chat, 'content');
    await hover(chat, 'line 18');
    messageOf(chat, 'line 18').focus();
    const [view, bubble] = [pane, textOf(messageOf(chat, 'line 18'))].map((each) =>
      each.getBoundingClientRect(),
    );
    if (!view || !bubble) throw new Error('Nothing is there');
    const toolbar = await eventually(() => {
      const found = messageOf(chat, 'line 18').querySelector('[part="toolbar"]');
      expect(found?.querySelector('.quick-actions')).to.exist;
      return found ?? chat;
    });
    // Half of the bubble is below the pane now.
    await scrollTo(chat, pane.scrollTop - (view.bottom - bubble.bottom) - bubble.height / 2);
    const [box, half] = [toolbar, textOf(messageOf(chat, 'line 18'))].map((each) =>
      each.getBoundingClientRect(),
    );
    if (!box || !half) throw new Error('Nothing is there');
    expect(half.bottom).to.be.above(view.bottom);
    expect(box.bottom).to.be.at.most(view.bottom);
    expect(distance(box, half)).to.be.at.most(16);
    await scrollTo(chat, 0);
    expect(distance(toolbar.getBoundingClientRect(), view)).to.be.above(0);
  });

  it('is that of the message which is scrolled under the pointer', async () => {
    const chat = await openChat({ style: 'block-size: 300px' });
    const ben = await Person.enter(chat.room, 'Ben');
    await ben.says(...Array.from({ length: 20 }, (_, index) => `line ${index + 1}`));
    await eventually(() => messageOf(chat, 'line 20'));
    await isStill(chat);
    await hover(chat, 'line 19');
    const places = ['line 19', 'line 17'].map(
      (text) => textOf(messageOf(chat, text)).getBoundingClientRect().top,
    );
    await scrollTo(chat, part(chat, 'content').scrollTop + (places[1] ?? 0) - (places[0] ?? 0));
    await eventually(() => expect(withQuickActions(chat)).to.deep.equal(['line 17']));
  });

  it('does not appear for a finger, nor while text is being selected', async () => {
    const { ann } = await openWith('one', 'two');
    await hover(ann, 'one');
    moveOnto(textOf(messageOf(ann, 'two')), { buttons: 1 });
    moveOnto(textOf(messageOf(ann, 'two')), { pointerType: 'touch' });
    await ann.updateComplete;
    expect(withQuickActions(ann)).to.deep.equal(['one']);
  });

  it('is one tab stop, and the arrow keys move in it', async () => {
    const { ann } = await openWith('hello');
    await hover(ann, 'hello');
    const item = messageOf(ann, 'hello');
    item.focus();
    await eventually(() => expect(item.querySelector('[part="actions"]')).to.have.attribute('tabindex', '0'));
    await sendKeys({ press: 'Tab' });
    expect(focusedPart(ann)).to.equal('actions');
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused(ann)).to.have.attribute('aria-label', 'Reply');
    for (let step = 0; step < 4; step++) await sendKeys({ press: 'ArrowLeft' });
    expect(focused(ann)).to.contain.text('👍').and.to.have.attribute('tabindex', '-1');
    await sendKeys({ press: 'Enter' });
    await eventually(() => expect(reactionsOf(ann, 'hello')).to.deep.equal(['👍 1*']));
    expect(isMenuOpen(ann)).to.be.false;
    await sendKeys({ press: 'ArrowLeft' });
    expect(focusedPart(ann)).to.equal('actions');
    expect(press(focused(ann) ?? ann, 'ArrowUp')).to.be.true;
  });

  it('has the menu alone in a read-only chat', async () => {
    const { room } = await openWith('hello');
    const reader = await openChat({ room, readonly: '' });
    await eventually(() => messageOf(reader, 'hello'));
    const toolbar = await hover(reader, 'hello');
    expect([...toolbar.querySelectorAll('button')].map((each) => each.getAttribute('part'))).to.deep.equal([
      'actions',
    ]);
    expect(getComputedStyle(toolbar).pointerEvents).to.equal('auto');
  });
});
