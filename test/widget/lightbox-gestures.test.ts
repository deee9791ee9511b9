import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { eventually } from './support/eventually.ts';
import { buttonCalled, dialog, idOf, move, open, three, zoomOf } from './support/lightbox.ts';
import { openFiles } from './support/pictures.ts';

describe('fingers and the wheel in the large view', () => {
  it('swipe to the next picture', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    move(chat, [
      [60, 0],
      [0, 4],
      [-90, 6],
    ]);
    await eventually(() => expect(idOf(chat)).to.equal('b'));
  });

  it('come back after a short swipe', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    move(chat, [
      [20, 0],
      [0, 0],
      [-20, 0],
    ]);
    await chat.updateComplete;
    expect(idOf(chat)).to.equal('a');
    // Browsers write the second length or leave it out.
    expect(dialog(chat).querySelector<HTMLElement>('.sheet')?.style.transform).to.match(
      /^translate\(0px(, 0px)?\) scale\(1\)$/,
    );
  });

  it('swipe down to close', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    move(chat, [
      [0, 0],
      [4, 60],
      [4, 120],
    ]);
    await eventually(() => expect(dialog(chat).open).to.equal(false));
  });

  it('pinch to zoom, and move what is zoomed', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    move(
      chat,
      [
        [-20, 0],
        [-60, 0],
      ],
      [
        [20, 0],
        [60, 0],
      ],
    );
    expect(zoomOf(chat)).to.be.closeTo(3, 0.1);
    move(chat, [
      [0, 0],
      [-100, 0],
    ]);
    expect(idOf(chat)).to.equal('a');
    expect(zoomOf(chat)).to.be.closeTo(3, 0.1);
  });

  it('zoom by the wheel around the pointer, at most eight times', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    const stage = dialog(chat).querySelector('.stage');
    const wheel = new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: -5000 });
    stage?.dispatchEvent(wheel);
    expect(wheel.defaultPrevented).to.equal(true);
    expect(zoomOf(chat)).to.equal(8);
  });

  it('zoom by a double tap, and back', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    const tap = (): void => move(chat, [[10, 10]]);
    tap();
    tap();
    expect(zoomOf(chat)).to.equal(2.5);
    tap();
    tap();
    expect(zoomOf(chat)).to.equal(1);
  });

  it('have keys and a button beside them', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    await sendKeys({ press: '+' });
    expect(zoomOf(chat)).to.equal(1.5);
    await sendKeys({ press: '0' });
    expect(zoomOf(chat)).to.equal(1);
    await eventually(() => {
      buttonCalled(chat, 'Zoom in')?.click();
      expect(zoomOf(chat)).to.equal(2.5);
    });
    const button = await eventually(() => {
      const found = buttonCalled(chat, 'Zoom out');
      expect(found).not.to.equal(undefined);
      return found;
    });
    button?.click();
    await eventually(() => expect(zoomOf(chat)).to.equal(1));
  });
});
