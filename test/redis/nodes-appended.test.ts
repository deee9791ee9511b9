import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { AppendedRooms, type AppendingNodes } from '../../relay/src/nodes/appended-rooms.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { draft, names } from '../relay/log-entries.ts';

/* Several relays on one Redis tell each other in which rooms there is something new. */

const redis = await newRedis({ after });

async function newNode(t: TestContext, url: string) {
  const { log, nodes } = await openStore({ data: ':memory:', redis: url }, silent);
  const appended = await AppendedRooms.open(log, nodes, { isFollowed: true });
  const heard = new Inbox<string | undefined>();
  appended.watch((room) => heard.put(room));
  afterwards(t, async () => {
    appended.close();
    await nodes.close();
    await log.close();
  });
  return { log, heard };
}

/** Resolves when Redis has refused a publication of this user, other than by a script. */
async function refusedPublication(user: string): Promise<void> {
  const isRefusal = (entry: unknown): boolean =>
    Array.isArray(entry) && [user, 'spublish', 'toplevel'].every((part) => entry.includes(part));
  for (let tries = 0; ; tries += 1) {
    const all = await redis.command.acl('LOG');
    if (Array.isArray(all) && all.some(isRefusal)) return;
    assert.ok(tries < 500, `in vain: ${JSON.stringify(all)}`);
    await setTimeout(20);
  }
}

/** A relay beside others, whose messages are lost while it `isAway`. */
class FarNode implements AppendingNodes {
  readonly isShared = true;
  readonly told = new Inbox<unknown>();
  isAway = true;

  async tell(_topic: string, message: unknown): Promise<boolean> {
    this.told.put(message);
    return !this.isAway;
  }

  hear(): () => void {
    return () => {};
  }

  onGap(): () => void {
    return () => {};
  }
}

void describe('the rooms with something new', { concurrency: true }, () => {
  test('are told the other relays later, if they could not be told at once', async (t) => {
    const user = 'mute';
    await redis.command.acl('SETUSER', user, 'on', '>password', '~*', '&*', '+@all', '-spublish');
    const mute = await newNode(t, redis.url.replace('//', `//${user}:password@`));
    const other = await newNode(t, redis.url);
    await mute.log.append('lobby', draft('hello'));
    await refusedPublication(user);
    await redis.command.acl('SETUSER', user, '+spublish');
    await other.heard.first('the room', (room) => room === 'lobby');
  });

  test('are told as all rooms, if they are too many for one message', async (t) => {
    const log = new MemoryLog();
    const node = new FarNode();
    const appended = await AppendedRooms.open(log, node, { isFollowed: true });
    afterwards(t, () => appended.close());
    for (const room of names(1, 3000)) await log.append(room, draft(room));
    await node.told.first('all rooms', (message) => message === 'all');
    node.isAway = false;
    await node.told.many(node.told.all.length + 1, 'messages');
    assert.equal(node.told.all.at(-1), 'all');
    await log.append('lobby', draft('hello'));
    await node.told.first('the room alone', (message) => JSON.stringify(message) === '["lobby"]');
  });
});
