import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** Runs a script as plain Node does, in a process without this one's loaders. */
async function run(script: string): Promise<string> {
  const args = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  assert.equal(stderr, '');
  return stdout.trim();
}

test('a bot imports the headless client in plain Node', async () => {
  const script =
    "import { ChatRoom, ChatError } from '@realtime-chat/widget/client'; console.log(typeof ChatRoom)";
  assert.equal(await run(script), 'function');
});

test('a page that is rendered on a server may import the element there', async () => {
  const script = "import { RealtimeChat } from '@realtime-chat/widget'; console.log(typeof RealtimeChat)";
  assert.equal(await run(script), 'function');
});

test('the headless client brings neither Lit nor the element', async () => {
  const script = `
    await import('@realtime-chat/widget/client');
    console.log(Object.keys(globalThis).filter((name) => /^(lit|reactive)[A-Z]/.test(name)).length);
  `;
  assert.equal(await run(script), '0');
});

test('a process whose room is closed ends by itself', async () => {
  const script = `
    import { ChatRoom } from '@realtime-chat/widget/client';
    const room = new ChatRoom({ relayUrl: 'http://localhost:1', username: 'Bot' });
    room.connect();
    room.on('status', () => room.close());
  `;
  assert.equal(await run(script), '');
});

test('a listener that throws does not keep the event from other listeners', async () => {
  const script = `
    import { ChatRoom } from '@realtime-chat/widget/client';
    const room = new ChatRoom({ relayUrl: 'no address', username: 'Bot' });
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    room.on('status', () => { throw new Error('mistake'); });
    room.on('status', ({ status }) => console.log(status));
    room.connect();
  `;
  assert.equal(await run(script), 'refused\nuncaught mistake');
});
