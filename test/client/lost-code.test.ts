import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatError } from '../../widget/src/client/chat-error.ts';
import { Identity } from '../../widget/src/client/connection/identity.ts';
import { Delivery } from '../../widget/src/client/outbox/delivery.ts';
import { Clock } from '../../widget/src/client/sync/clock.ts';
import { Timeline } from '../../widget/src/client/sync/timeline.ts';

const relayUrl = 'http://localhost';

/** Its code of the uploads cannot be loaded. */
class DeliveryWithoutUploads extends Delivery {
  override async uploads(): Promise<never> {
    throw new ChatError('no_answer');
  }
}

test('messages are sent on after one whose file is lost, where the code of the uploads cannot be loaded', async () => {
  const port = {
    room: 'lobby',
    keepsHistory: true,
    isConnected: true,
    identity: new Identity(relayUrl),
    relayUrl,
    request: async (_: string, { files }: { files?: object[] }) => {
      if (files) throw new ChatError('file_not_found');
      return { epoch: 'first', seq: 1, time: 0 } as never;
    },
    reconnect: () => {},
    join: async () => {},
  };
  const delivery = new DeliveryWithoutUploads(port, new Timeline(), new Clock(), () => {});
  delivery.outbox.resume();
  const data = new Blob(['some bytes']);
  const file = { id: 'x', key: 'x', name: 'x.txt', type: '', size: data.size, done: true, data };
  const lost = delivery.send({ username: 'Ann', message: 'with a file', files: [file] });
  const text = delivery.send({ username: 'Ann', message: 'a text' });
  await assert.rejects(lost.stored, { code: 'file_not_found' });
  assert.equal((await text.stored).message, 'a text');
});
