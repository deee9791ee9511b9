import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import type { Entry } from '../../relay/src/log/log.ts';
import { Server } from 'socket.io';
import { afterwards } from './afterwards.ts';
import { Inbox } from './inbox.ts';
import { listen } from './relay.ts';

/**
 * Answers joins as a relay does, from a log that the test writes, and passes on just what the test tells it to: so it
 * can lose and swap what a network and a relay under load may lose and swap.
 */
export interface LossyRelay {
  url: string;
  epoch: string;
  log: Entry[];
  /** The `since` of each join. */
  joins: Inbox<unknown>;
  append(message: string): Entry;
  say(event: string, frame: unknown): void;
  pass(...entries: Entry[]): void;
}

export async function newLossyRelay(t: TestContext): Promise<LossyRelay> {
  const http = createServer();
  const io = new Server(http);
  const url = await listen(http);
  afterwards(t, () => io.close());
  const relay: LossyRelay = {
    url,
    epoch: 'first',
    log: [],
    joins: new Inbox(),
    append(message) {
      const seq = relay.log.length + 1;
      const entry: Entry = {
        seq,
        type: 'message',
        id: `id-${seq}`,
        time: seq,
        sender: 'bob',
        username: 'Bob',
        message,
      };
      relay.log.push(entry);
      return entry;
    },
    say: (event, frame) => void io.emit(event, frame),
    pass: (...entries) => relay.say('entries', { room: 'lobby', epoch: relay.epoch, entries }),
  };
  io.on('connection', (socket) => {
    socket.on(
      'join',
      ({ since }: { since?: { epoch: string; seq: number } }, answer: (joined: object) => void) => {
        const { epoch, log } = relay;
        const me = { id: 'ann', session: 'session' };
        const rest = { ok: true, epoch, head: log.length, floor: 1, count: 1, members: [], me };
        if (since?.epoch === epoch) answer({ ...rest, mode: 'delta', entries: log.slice(since.seq) });
        else answer({ ...rest, mode: since ? 'reset' : 'snapshot', messages: log });
        relay.joins.put(since);
      },
    );
  });
  return relay;
}
