import { expect } from '@open-wc/testing';
import { eventually } from './support/eventually.ts';
import { access, documentFile, isLoaded, openFiles, photo, pictureIn, shared } from './support/pictures.ts';

describe('the key of the addresses', () => {
  it('is in the address of a picture', async () => {
    const { chat, server } = await openFiles([shared(1, [photo('sea', { name: 'a b.png' })])]);
    const { src } = await isLoaded(chat);
    expect(src).to.equal(`${server.url}/files/sea/a%20b.png?key=one`);
  });

  it('is renewed before it ends, and no picture that is there loads again', async () => {
    const { chat, server, room } = await openFiles(
      [shared(1, [photo('sea')]), shared(2, [documentFile('plan')])],
      {
        joins: { files: access('one', { for: 61_000 }) },
        accesses: [access('two')],
      },
    );
    const first = await isLoaded(chat);
    const card = (): string => chat.shadowRoot?.querySelector<HTMLAnchorElement>('.download')?.href ?? '';
    await eventually(() => expect(card()).to.equal(`${server.url}/files/plan/plan.pdf?key=two&download`));
    expect(pictureIn(chat)).to.equal(first);
    expect(first.src).to.match(/key=one$/);
    await server.say('entries', {
      room,
      epoch: 'first',
      entries: [{ ...shared(3, [photo('sea')]), type: 'message' }],
    });
    await isLoaded(chat, 1);
    expect(pictureIn(chat, 1).src).to.match(/key=two$/);
    expect(first.src).to.match(/key=one$/);
  });

  it('is renewed when the relay takes it no longer', async () => {
    const { chat } = await openFiles([shared(1, [photo('sea')])], {
      keys: ['two'],
      accesses: [access('two')],
    });
    const { src } = await isLoaded(chat);
    expect(src).to.match(/key=two$/);
  });
});
