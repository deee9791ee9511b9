import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry } from './support/answers.ts';
import { stage } from './support/chat.ts';
import { press, scrollTo } from './support/hands.ts';
import { eventually } from './support/eventually.ts';
import { documentFile, isLoaded, openFiles, photo, pictureIn, preview, shared } from './support/pictures.ts';
import { isMenuOpen, isStill, messageOf, part, parts, placeOf, quoteOf } from './support/view.ts';

const frames = (chat: RealtimeChat): HTMLElement[] => [
  ...(chat.shadowRoot?.querySelectorAll<HTMLElement>('.frame') ?? []),
];

function sizeOf(element: Element | undefined): { width: number; height: number } {
  const { width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
  return { width: Math.round(width), height: Math.round(height) };
}

describe('a picture of a message', () => {
  it('has its place before it is loaded, so that nothing moves', async () => {
    // Nothing serves it.
    const { chat } = await openFiles([shared(1, [photo('sea')]), entry(2, 'below')], {
      served: {},
      keys: [],
    });
    await eventually(() => expect(frames(chat)).to.have.length(1));
    await isStill(chat);
    expect(sizeOf(frames(chat)[0])).to.deep.equal({ width: 384, height: 288 });
  });

  it('keeps the place of what is below when it comes', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea')]), entry(2, 'below')]);
    await eventually(() => pictureIn(chat));
    await isStill(chat);
    const before = placeOf(chat, 'below');
    await isLoaded(chat);
    expect(placeOf(chat, 'below')).to.equal(before);
    expect(sizeOf(pictureIn(chat))).to.deep.equal({ width: 384, height: 288 });
  });

  it('has its proportions in a narrow chat as well', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea')])], { place: stage('inline-size: 320px') });
    await isLoaded(chat);
    await isStill(chat);
    const { width, height } = sizeOf(frames(chat)[0]);
    expect(width).to.be.lessThan(300);
    expect(height / width).to.be.closeTo(0.75, 0.01);
    expect(part(chat, 'content').scrollWidth).to.equal(part(chat, 'content').clientWidth);
  });

  it('is cut where it is much higher or wider than others', async () => {
    const { chat } = await openFiles([
      shared(1, [photo('tower', { width: 100, height: 4000 })]),
      shared(2, [photo('wire', { width: 4000, height: 20 })]),
    ]);
    await eventually(() => expect(frames(chat)).to.have.length(2));
    expect(frames(chat).map(sizeOf)).to.deep.equal([
      { width: 100, height: 200 },
      { width: 72 * 2.5, height: 72 },
    ]);
  });

  it('shows its preview on a canvas until it is there', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea', { preview })])], { served: {}, keys: [] });
    const canvas = await eventually(() => {
      const found = chat.shadowRoot?.querySelector('canvas');
      expect(found?.width).to.equal(32);
      return found;
    });
    const [red = 0, , blue = 0] = canvas?.getContext('2d')?.getImageData(2, 10, 1, 1).data ?? [];
    expect(red + blue).to.be.greaterThan(0);
  });

  it('has no preview behind its transparent parts', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea', { preview })])]);
    await isLoaded(chat);
    await eventually(() => expect(chat.shadowRoot?.querySelector('canvas')?.hidden).to.equal(true));
  });

  it('takes no preview that is none', async () => {
    const files = ['', '!', 'AA', '////', 'AAAAAAAA'].map((each, index) =>
      photo(`p${index}`, { preview: each }),
    );
    const { chat } = await openFiles([shared(1, files)]);
    await isLoaded(chat, 4);
  });

  it('is called by its alternative text', async () => {
    const { chat } = await openFiles([
      shared(1, [photo('sea', { alt: 'The sea at night' })]),
      shared(2, [photo('hill')]),
    ]);
    await isLoaded(chat, 1);
    expect([pictureIn(chat, 0).alt, pictureIn(chat, 1).alt]).to.deep.equal(['The sea at night', 'Photo']);
  });

  it('has its caption below', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea')], 'At **night**')]);
    await isLoaded(chat);
    const caption = messageOf(chat, 'At night').querySelector('[part~="text"]');
    expect(caption?.getBoundingClientRect().top).to.be.greaterThan(
      frames(chat)[0]?.getBoundingClientRect().bottom ?? Infinity,
    );
  });

  it('has no empty bubble without a caption', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea')])]);
    await isLoaded(chat);
    expect(part(chat, 'text').getClientRects()).to.have.length(0);
  });

  it('is gone with its message', async () => {
    const { chat, server, room } = await openFiles([shared(1, [photo('sea')], 'Look')]);
    await isLoaded(chat);
    const change = { seq: 2, id: 'deletion', time: Date.now(), sender: 'ben', type: 'delete', target: 1 };
    await server.say('entries', { room, epoch: 'first', entries: [change] });
    await eventually(() => expect(parts(chat, 'message')[0]).to.have.attribute('data-deleted'));
    expect(parts(chat, 'files')).to.have.length(0);
  });

  it('says that it cannot be loaded, and is tried again by a press', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea', { alt: 'The sea' })])], { served: {} });
    const button = await eventually(() => {
      const found = part(chat, 'picture');
      expect(found).to.have.attribute('data-failed');
      return found;
    });
    expect(button.ariaLabel).to.equal('The sea. This picture cannot be loaded. Try again');
    expect(sizeOf(frames(chat)[0])).to.deep.equal({ width: 384, height: 288 });
    button.click();
    await eventually(() => pictureIn(chat));
  });
});

describe('several pictures', () => {
  it('are a grid that has its size before they are loaded', async () => {
    const files = ['a', 'b', 'c', 'd', 'e'].map((id) => photo(id));
    const { chat } = await openFiles([shared(1, files)], { served: {}, keys: [] });
    await eventually(() => expect(frames(chat)).to.have.length(5));
    const rows = new Set(frames(chat).map((frame) => Math.round(frame.getBoundingClientRect().top)));
    expect(rows.size).to.equal(2);
    expect(sizeOf(chat.shadowRoot?.querySelector('.grid') ?? undefined).width).to.equal(360);
  });

  it('say which of them they are, unless they have alternative texts', async () => {
    const { chat } = await openFiles([shared(1, [photo('a'), photo('b', { alt: 'A boat' }), photo('c')])]);
    await isLoaded(chat, 2);
    expect([0, 1, 2].map((index) => pictureIn(chat, index).alt)).to.deep.equal([
      'Picture 1 of 3',
      'A boat',
      'Picture 3 of 3',
    ]);
  });
});

describe('another file', () => {
  it('is a card with its name and size, and a link that downloads it elsewhere', async () => {
    const { chat, server } = await openFiles([shared(1, [documentFile('plan')])]);
    const card = await eventually(() => part(chat, 'file'));
    expect(card.querySelector('bdi')?.textContent).to.equal('plan.pdf');
    expect(card.querySelector('small')?.textContent).to.equal('2.4 MB');
    const link = await eventually(() => {
      const found = card.querySelector('a') ?? part(chat, 'file').querySelector('a');
      expect(found?.href).to.equal(`${server.url}/files/plan/plan.pdf?key=one&download`);
      return found;
    });
    expect(link?.target).to.equal('_blank');
    expect(link?.rel).to.equal('noopener noreferrer');
  });

  it('shows its name also when a menu was opened', async () => {
    const { chat } = await openFiles([shared(1, [documentFile('plan')])]);
    await eventually(() => part(chat, 'file'));
    const item = part(chat, 'message');
    item.focus();
    // The keys, and the styles of the menu, load with the focus.
    await eventually(() => {
      press(item, 'Enter');
      expect(isMenuOpen(chat)).to.be.true;
    });
    expect(part(chat, 'file').querySelector('bdi')?.checkVisibility()).to.be.true;
  });

  it('of a picture that no browser should show is a card', async () => {
    const { chat } = await openFiles([
      shared(1, [photo('icon', { type: 'image/svg+xml', name: 'icon.svg' })]),
    ]);
    const card = await eventually(() => part(chat, 'file'));
    expect(card.textContent).to.include('icon.svg');
    expect(parts(chat, 'picture')).to.have.length(0);
  });

  it('with sound has the controls of the browser, and loads nothing before it is played', async () => {
    const { chat } = await openFiles([
      shared(1, [documentFile('song', { type: 'audio/mpeg', name: 'song.mp3' })]),
    ]);
    const audio = (await eventually(() => part(chat, 'audio'))) as HTMLAudioElement;
    expect([audio.controls, audio.preload, audio.ariaLabel]).to.deep.equal([true, 'none', 'song.mp3']);
  });

  it('of a video has its size, and loads no more than its metadata', async () => {
    const files = [documentFile('film', { type: 'video/mp4', name: 'film.mp4', width: 640, height: 360 })];
    const { chat } = await openFiles([shared(1, files)]);
    const video = (await eventually(() => part(chat, 'video'))) as HTMLVideoElement;
    expect([video.controls, video.preload]).to.deep.equal([true, 'metadata']);
    expect(sizeOf(frames(chat)[0])).to.deep.equal({ width: 384, height: 216 });
  });
});

describe('files in words', () => {
  it('stand in the quote of an answer', async () => {
    const { chat } = await openFiles([
      shared(1, [photo('sea')]),
      shared(2, [photo('a'), photo('b'), photo('c')], 'Holidays'),
      shared(3, [documentFile('plan')]),
      entry(4, 'one', { reply: 1 }),
      entry(5, 'two', { reply: 2 }),
      entry(6, 'three', { reply: 3 }),
    ]);
    await eventually(() => {
      const quoted = ['one', 'two', 'three'].map(
        (text) => quoteOf(chat, text).querySelector('span')?.textContent,
      );
      expect(quoted).to.deep.equal(['Photo', '3 photos: Holidays', 'plan.pdf']);
    });
  });

  it('are told to screen readers with the alternative text', async () => {
    const { chat, server, room } = await openFiles([]);
    const files = [photo('sea', { alt: 'The sea at night' }), documentFile('plan')];
    await server.say('entries', {
      room,
      epoch: 'first',
      entries: [shared(1, files, 'Look', { type: 'message' })],
    });
    await eventually(() =>
      expect(chat.shadowRoot?.querySelector('[aria-live="polite"]')?.textContent.trim()).to.equal(
        'Ben: Photo and plan.pdf (The sea at night): Look',
      ),
    );
  });

  it('name a focused message', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea', { alt: 'The sea' })], 'Look')]);
    await isLoaded(chat);
    part(chat, 'message').focus();
    await eventually(() => {
      const labels = part(chat, 'message').ariaLabelledByElements ?? [];
      expect(labels.map((label) => label.getAttribute('part'))).to.include('files');
    });
  });
});

it('a relay without files shows their cards without links', async () => {
  const { chat } = await openFiles([shared(1, [documentFile('plan')])], { joins: { files: undefined } });
  const card = await eventually(() => part(chat, 'file'));
  expect(card.textContent).to.include('plan.pdf');
  expect(card.querySelector('a')).to.equal(null);
});

describe('the place of the reader', () => {
  it('stays above pictures without a caption when their code comes', async () => {
    const many = Array.from({ length: 30 }, (_, index) => entry(index + 2, `message ${index}`));
    const { chat } = await openFiles([shared(1, [photo('sea')]), ...many]);
    await isLoaded(chat);
    await scrollTo(chat, 0);
    const before = frames(chat)[0]?.getBoundingClientRect().top;
    await chat.updateComplete;
    expect(frames(chat)[0]?.getBoundingClientRect().top).to.equal(before);
  });
});
