import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptSize } from './support/script-size.mjs';

test('the script file stays small enough for any page', () => {
  const { gzip } = scriptSize('realtime-chat.js');
  assert.ok(gzip > 10_000, `${gzip} bytes cannot hold Lit and the Socket.IO client`);
  assert.ok(gzip <= 52_000, `${gzip} bytes gzipped, of at most 52,000`);
});
