import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import { parseInvocation } from '../../relay/src/cli/options/flags.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { broken, newReceiver, seqsOf, signatureOf } from '../support/receiver.ts';
import { newRelay } from '../support/relay.ts';
import { newId } from '../support/wire-client.ts';
import { newTelling, secret } from './webhook-relay.ts';

test('only the owner can read the generated secret, and it is the same after a restart', async (t) => {
  const data = await newFolder(t);
  const receiver = await newReceiver(t);
  const webhook = { url: receiver.url };
  const path = join(data, 'webhook-secret');
  for (const count of [1, 2]) {
    const { relay } = await newTelling(t, receiver, { data, webhook });
    await relay.publish('lobby', { message: 'hello' });
    await relay.close();
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const own = (await readFile(path, 'utf8')).trim();
    assert.match(own, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const call = receiver.calls.all.at(-1);
    assert.ok(call);
    assert.deepEqual(seqsOf([call]), [[count]]);
    assert.equal(call.headers['webhook-signature'], signatureOf(call, own));
  }
  await writeFile(path, 'whsec_short');
  await assert.rejects(newTelling(t, receiver, { data, webhook }), /webhook-secret is damaged/);
});

test('invalid webhook options are refused at the start, and the error does not contain the secret', async (t) => {
  const url = 'http://localhost:1/hook';
  const wrong: [RelayOptions['webhook'], RegExp][] = [
    [{ url: 'example.org' }, /^option webhook\.url: must be like/],
    [{ url: 'ftp://example.org/' }, /^option webhook\.url: must be like/],
    [{ url: 'http://ann:hunter2@example.org/' }, /^option webhook\.url: must be like/],
    [{ url }, /^option webhook\.secret: is needed/],
    [{ url, secret: 'whsec_YQ==' }, /^option webhook\.secret: must be whsec_/],
    [{ url, secret: secret.slice(6) }, /^option webhook\.secret: must be whsec_/],
    [{ url, secret: `${secret}!` }, /^option webhook\.secret: must be whsec_/],
  ];
  for (const [webhook, sentence] of wrong) {
    await assert.rejects(newRelay(t, { webhook }), (error: unknown) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, sentence);
      assert.ok(!error.message.includes('YQ==') && !error.message.includes('hunter2'));
      return true;
    });
  }
  assert.throws(() => parseInvocation(['--webhook-secret', secret], {}), {
    message: '--webhook-secret needs --webhook',
  });
});

test('the command reads the API key and the webhook from its environment, and prints neither key nor secret', async (t) => {
  const receiver = await newReceiver(t);
  const apiKey = newId() + newId();
  const env = { RELAY_API_KEY: apiKey, RELAY_WEBHOOK: receiver.url, RELAY_WEBHOOK_SECRET: secret };
  const relay = await newRelayProcess(t, { env, args: ['--log-level', 'debug'] });
  receiver.answer = broken;
  const response = await fetch(`${relay.url}/api/rooms/lobby/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'private words' }),
  });
  assert.equal(response.status, 201);
  const call = await receiver.calls.first('call');
  assert.equal(call.headers['webhook-signature'], signatureOf(call, secret));
  await relay.stop();
  assert.match(relay.output, /entries wait for the webhook/);
  for (const word of [apiKey, secret, secret.slice(6), 'private words'])
    assert.ok(!relay.output.includes(word), word);
});
