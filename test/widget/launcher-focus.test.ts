import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, say } from './support/hands.ts';
import { focusedPart, messageOf, part, parts } from './support/view.ts';
import { placeLauncher, openLauncher, openPhone, isShown, hasFocus } from './support/launcher.ts';

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
    await eventually(() => {
      press(part(chat, 'field'), 'ArrowUp');
      part(chat, 'context');
    });
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
