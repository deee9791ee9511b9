import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { until } from '../support/until.ts';
import { newMember } from '../support/wire-client.ts';

test('a relay without free file descriptors keeps running, logs it once, and recovers', async (t) => {
  const relay = await newRelayProcess(t, { descriptors: 200, args: ['--greeting', ''] });
  const ann = await newMember(t, relay.url, 'Ann');
  const sockets: Socket[] = [];
  afterwards(t, () => sockets.forEach((socket) => socket.destroy()));
  for (let count = 0; count < 400; count += 1) {
    const socket = connect(relay.port, 'localhost').on('error', () => {});
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  }
  const writes = (code: string) =>
    until(
      `the log line ${code}`,
      (look) => {
        const timer = setInterval(look, 50);
        return () => clearInterval(timer);
      },
      () => relay.output.includes(code),
    );
  await writes('no_descriptors');
  await ann.say('I am still here');
  for (const socket of sockets) socket.destroy();
  await writes('descriptors_again');
  assert.equal((await get(relay.url, '/healthz')).status, 200);
  // On a slow machine, idle connections are dropped meanwhile, and the shortage begins again.
  assert.ok(relay.output.split('no_descriptors').length <= 5, 'not a line for each connection');
  assert.equal((await relay.stop()).code, 0);
});
