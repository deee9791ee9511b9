import assert from 'node:assert/strict';
import type { Member } from '@realtime-chat/protocol';
import { type Opened, openRedis } from '../../relay/src/log/redis/server/open.ts';
import type { HeldName, LocalPresence, RoomShare } from '../../relay/src/nodes/presence/presence.ts';
import { RedisPresence } from '../../relay/src/nodes/presence/redis-presence.ts';
import { heldName, SharedNames } from '../../relay/src/rooms/names/shared-names.ts';
import { afterwards, type Scope } from './afterwards.ts';
import { Inbox } from './inbox.ts';
import type { RunningRedis } from './redis.ts';

/** Never, in milliseconds: a node that is not heard of. */
export const never = 1e9;

/** The part of one node in the presence of the lobby, and what it sees of the others. */
export class Part implements LocalPresence {
  own = new Map<string, Member>();
  names = new SharedNames();
  lost: string[] = [];
  /** The names of the members elsewhere, after each change. */
  seen = new Inbox<string>();
  share: RoomShare | undefined;
  #elsewhere: string[] = [];

  members = () => this.own;
  heldNames = () => this.names.heldNames();
  takeNameChanges = () => this.names.takeChanges();
  showTyping = (): void => {};
  noteSeen = (): void => {};
  welcome = (): void => {};
  loseName = ({ name }: HeldName): void => void this.lost.push(name);

  changeElsewhere(before: Member | undefined, after: Member | undefined): void {
    const at = this.#elsewhere.indexOf(before?.username ?? '');
    if (at !== -1) this.#elsewhere.splice(at, 1);
    if (after) this.#elsewhere.push(after.username ?? '');
    this.seen.put(this.elsewhere);
  }

  get elsewhere(): string {
    return this.#elsewhere.toSorted().join();
  }

  async claim(username: string): Promise<boolean> {
    this.names.reserve(username, username);
    const isFree = await this.share?.claim(heldName({ name: username, person: username, isGiven: false }));
    if (!isFree) this.names.remove(username, username);
    return isFree ?? false;
  }

  /** A person comes, under a name that is free. */
  async enter(...usernames: string[]): Promise<void> {
    for (const username of usernames) {
      assert.ok(await this.claim(username), username);
      this.own.set(username, { id: username, username });
      this.share?.setMember(username, { id: username, username });
    }
    this.share?.flush();
  }

  leave(username: string): void {
    this.own.delete(username);
    this.names.remove(username, username);
    this.share?.setMember(username, undefined);
    this.share?.flush();
  }

  sees(...usernames: string[]): Promise<string> {
    const wanted = usernames.toSorted().join();
    return this.seen.until(`the members ${wanted}`, () => this.elsewhere === wanted && 'as wanted');
  }
}

export interface NodeOptions {
  at: RunningRedis;
  lifetime?: number;
  refreshInterval?: number;
  account?: string;
}

/** The presence of one node in all rooms, and its connections. */
export async function newPresence(
  t: Scope,
  prefix: string,
  { at, lifetime = 15_000, refreshInterval = 5000, account = '' }: NodeOptions,
): Promise<{ presence: RedisPresence; opened: Opened }> {
  const opened = await openRedis(`${at.url.replace('//', `//${account}`)}?prefix=${prefix}`);
  afterwards(t, () => opened.disconnect());
  const presence = new RedisPresence(opened, `node-${Math.random()}`, { lifetime, refreshInterval });
  afterwards(t, () => presence.close());
  return { presence, opened };
}

/** A node that has the lobby open. */
export async function newPart(t: Scope, prefix: string, options: NodeOptions): Promise<Part> {
  const { presence } = await newPresence(t, prefix, options);
  const part = new Part();
  part.share = await presence.open('lobby', part);
  return part;
}
