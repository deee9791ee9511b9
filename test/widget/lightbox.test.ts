import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { buttonCalled, dialog, idOf, open, shownIn, three } from './support/lightbox.ts';
import { openFiles, photo, shared } from './support/pictures.ts';
import { focusedPart } from './support/view.ts';

describe('the large view of a picture', () => {
  it('is a modal dialog with the picture, its alternative text and a download', async () => {
    const { chat, server } = await openFiles(three);
    await open(chat, 0);
    expect(dialog(chat).matches(':modal')).to.equal(true);
    expect(shownIn(chat).alt).to.equal('A boat');
    expect(dialog(chat).querySelector('.alternative')?.textContent).to.equal('A boat');
    expect(dialog(chat).ariaLabel).to.equal('Picture 1 of 3');
    const link = buttonCalled(chat, 'Download') as HTMLAnchorElement;
    expect(link.href).to.equal(`${server.url}/files/a/a.png?key=one&download`);
  });

  it('takes the focus, and gives it back when it closes', async () => {
    const { chat } = await openFiles(three);
    const button = await open(chat, 1);
    expect(dialog(chat).matches(':focus-within')).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await eventually(() => expect(dialog(chat).open).to.equal(false));
    expect(chat.shadowRoot?.activeElement).to.equal(button);
  });

  it('goes through the pictures of all messages with the arrow keys, and no further', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    const seen = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      await sendKeys({ press: key });
      await chat.updateComplete;
      await eventually(() => shownIn(chat));
      seen.push(idOf(chat));
    }
    expect(seen).to.deep.equal(['b', 'c', 'c', 'b', 'a', 'c']);
  });

  it('goes the other way where text runs from right to left', async () => {
    const { chat } = await openFiles(three, { attributes: { dir: 'rtl', lang: 'en' } });
    await open(chat, 0);
    await sendKeys({ press: 'ArrowLeft' });
    await eventually(() => expect(idOf(chat)).to.equal('b'));
  });

  it('has buttons for the next and the previous picture, where there is one', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    expect(buttonCalled(chat, 'Previous picture')?.hidden).to.equal(true);
    buttonCalled(chat, 'Next picture')?.click();
    await eventually(() => expect(idOf(chat)).to.equal('b'));
    expect(buttonCalled(chat, 'Previous picture')?.hidden).to.equal(false);
  });

  it('tells which picture is shown', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    await sendKeys({ press: 'ArrowRight' });
    await eventually(() =>
      expect(dialog(chat).querySelector('[aria-live]')?.textContent.trim()).to.equal('Picture 2 of 3'),
    );
  });

  it('leaves Escape to itself, and not to what is around the chat', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    let heard = false;
    const hear = ({ key }: KeyboardEvent): void => void (heard ||= key === 'Escape');
    document.addEventListener('keydown', hear);
    await sendKeys({ press: 'Escape' });
    document.removeEventListener('keydown', hear);
    await eventually(() => expect(dialog(chat).open).to.equal(false));
    expect(heard).to.equal(false);
  });

  it('closes when its message is deleted', async () => {
    const { chat, server, room } = await openFiles(three);
    await open(chat, 2);
    const change = { seq: 3, id: 'deletion', time: Date.now(), sender: 'ben', type: 'delete', target: 2 };
    await server.say('entries', { room, epoch: 'first', entries: [change] });
    await eventually(() => expect(dialog(chat).open).to.equal(false));
  });

  it('closes by a press beside the picture, and not by one on it', async () => {
    const { chat } = await openFiles(three);
    await open(chat, 0);
    shownIn(chat).click();
    await chat.updateComplete;
    expect(dialog(chat).open).to.equal(true);
    dialog(chat).querySelector<HTMLElement>('.stage')?.click();
    await eventually(() => expect(dialog(chat).open).to.equal(false));
  });

  it('closes when the chat is removed', async () => {
    const place = stage();
    const { chat } = await openFiles(three, { place });
    await open(chat, 0);
    chat.remove();
    place.append(chat);
    await eventually(() => expect(dialog(chat).open).to.equal(false));
  });

  it('fits into the window, and is not enlarged', async () => {
    const { chat } = await openFiles([
      shared(1, [photo('wide', { width: 6000, height: 3000 })]),
      shared(2, [photo('small', { width: 80, height: 60 })]),
    ]);
    await open(chat, 0);
    const { width, height } = shownIn(chat).getBoundingClientRect();
    expect(width).to.be.at.most(innerWidth);
    expect(height).to.be.at.most(innerHeight);
    expect(width / height).to.be.closeTo(2, 0.02);
    await sendKeys({ press: 'ArrowRight' });
    await eventually(() => expect(idOf(chat)).to.equal('small'));
    expect(shownIn(chat).getBoundingClientRect().width).to.be.closeTo(80, 1);
  });
});

it('a picture that was scrolled out of the document gives the focus to the messages', async () => {
  const { chat } = await openFiles(three);
  const button = await open(chat, 2);
  button.remove();
  dialog(chat).close();
  await eventually(() => expect(`${focusedPart(chat)}`).to.match(/message|content/));
});
