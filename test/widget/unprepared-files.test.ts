import { expect } from '@open-wc/testing';
import { choose, clickRemove, isChosen, picture, rowOf } from './support/attachments.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { pressEnter, say } from './support/hands.ts';
import { localRelayWithFiles } from './support/servers.ts';
import { isSent, part } from './support/view.ts';

// oxlint-disable-next-line typescript/unbound-method -- it is called with the Blob
const { arrayBuffer } = Blob.prototype;

afterEach(() => {
  Blob.prototype.arrayBuffer = arrayBuffer;
});

const unreadable = 'This file can no longer be read.';

describe('a picture whose preparation fails unexpectedly', () => {
  it('says so, and the text can be sent without it', async () => {
    const chat = await openChat({ 'relay-url': await localRelayWithFiles(), room: newRoom() });
    const map = new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' });
    Blob.prototype.arrayBuffer = async function (): Promise<ArrayBuffer> {
      if (this.size > 16) throw new RangeError('Array buffer allocation failed');
      return arrayBuffer.call(this);
    };
    await choose(chat, map);
    await isChosen(chat, ['map.png'], 'failed');
    expect(rowOf(chat, 'map.png')).to.contain.text(unreadable);
    say(chat, 'without the map');
    await eventually(() => expect(part(chat, 'problem')).to.have.trimmed.text(unreadable));
    clickRemove(chat, 'map.png');
    await isChosen(chat, []);
    pressEnter(chat);
    await isSent(chat, 'without the map');
  });
});
