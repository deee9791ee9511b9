import type { Member } from '@realtime-chat/protocol';
import type { ChannelListener } from '../../log/redis/feed/channels.ts';
import { refusal } from '../../log/redis/server/failure.ts';
import { OtherParts } from './other-parts.ts';
import type { HeldName, LocalPresence, RoomShare, SeenPosition } from './presence.ts';
import { type Change, parsePublication } from './publication.ts';
import { type Act, acts, type MemberChange, type SharePlace, type Written, writePart } from './write-part.ts';

/** How long a publication may take after the change that it tells of, in milliseconds. Then all is read. */
const arrivalTime = 500;

const noNames = { given: [], freed: [] };

export interface ShareEvents {
  /** The whole part is to be written again at a `refresh` soon: many rooms need that at once. */
  onStale(): void;
  /** Nothing more is written. */
  onEnd(): void;
}

interface PendingClaim {
  name: HeldName;
  resolve: (isFree: boolean) => void;
  reject: (error: unknown) => void;
}

/**
 * The presence of one room on one Redis. Each node has a part in it, which it alone writes. One write at a time is under way, so
 * that they arrive in their order.
 *
 * Each change of a part has a number and is published. A node that misses a number reads all parts. After a lost connection, or
 * if the others took it for dead, it also writes its whole part again. So it does if a number comes for the second time: Redis
 * has lost changes, as a replica may that takes over.
 */
export class RedisRoomShare implements RoomShare, ChannelListener {
  #place: SharePlace;
  #local: LocalPresence;
  #events: ShareEvents;
  #channel: string;
  #others: OtherParts;
  /** The number of the last change that is taken over; undefined until all was read. */
  #number: number | undefined;
  /** The highest number that is known. */
  #newest = 0;
  /** The number that was published last. */
  #heard = 0;
  #overdue: NodeJS.Timeout | undefined;
  /** What the next write has to do, and whether there is to be one. */
  #act: Act = 'whole';
  #isWanted = false;
  #isReading = false;
  #writing: Promise<void> | undefined;
  #changed = new Map<string, Member | undefined>();
  #isDue = false;
  #claims: PendingClaim[] = [];
  #closed: Promise<void> | undefined;

  private constructor(place: SharePlace, local: LocalPresence, events: ShareEvents) {
    this.#place = place;
    this.#local = local;
    this.#events = events;
    this.#channel = place.opened.keys.room(place.room).presence.channel;
    this.#others = new OtherParts((before, after) => local.changeElsewhere(before, after));
  }

  /** @throws {Error} if Redis is away */
  static async open(place: SharePlace, local: LocalPresence, events: ShareEvents): Promise<RedisRoomShare> {
    const share = new RedisRoomShare(place, local, events);
    const { channels } = place.opened;
    const opening = (async () => {
      // Subscribed first, read second: what comes in between is not missed.
      await channels.open(share.#channel, share);
      await share.#write();
    })();
    share.#writing = opening.catch(() => {});
    try {
      await opening;
    } catch (error) {
      channels.close(share.#channel);
      throw error;
    }
    share.#writing = undefined;
    if (share.#isWanted) share.#want(share.#act);
    return share;
  }

  setMember(socketId: string, member: Member | undefined): void {
    this.#changed.set(socketId, member);
  }

  flush(): void {
    if (this.#changed.size > 0) this.refresh();
  }

  /** Tells the others that this process is alive, and whatever they have not been told yet. */
  refresh(): void {
    this.#isDue = true;
    this.#want('change');
  }

  claim(name: HeldName): Promise<boolean> {
    if (this.#closed) return Promise.reject(refusal(new Error('the room is closed')));
    return new Promise((resolve, reject) => {
      this.#claims.push({ name, resolve, reject });
      this.#want('change');
    });
  }

  tellTyping(typing: Member): void {
    this.#publish({ from: this.#place.node, typing });
  }

  tellSeen(seen: readonly SeenPosition[]): void {
    this.#publish({ from: this.#place.node, seen });
  }

  receive(text: string): void {
    const publication = parsePublication(text);
    if (!publication || this.#closed) return;
    if ('number' in publication) return this.#take(publication);
    if (publication.from === this.#place.node) return;
    if ('typing' in publication) this.#local.showTyping(publication.typing);
    else this.#local.noteSeen(publication.seen);
  }

  /** There is a new connection. Redis may be another one, which lacks the newest of this node's part. */
  renew(): void {
    if (this.#closed) return;
    this.#act = 'whole';
    this.#events.onStale();
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      clearTimeout(this.#overdue);
      this.#place.opened.channels.close(this.#channel);
      await this.#writing;
      this.#act = 'leave';
      // If Redis is away, the part ends by itself.
      await this.#write().catch(() => {});
      this.#events.onEnd();
    })();
    return this.#closed;
  }

  #take({ number, from, gone, part }: Change): void {
    this.#newest = Math.max(this.#newest, number);
    const isBack = number <= this.#heard;
    this.#heard = number;
    if (isBack) return this.#want('whole');
    // What was read is taken over first.
    if (this.#isReading || this.#number === undefined || number <= this.#number) return;
    if (number > this.#number + 1) return this.#want('read');
    this.#number = number;
    const { node } = this.#place;
    if (gone.includes(node)) this.#want('whole');
    for (const each of gone) this.#others.drop(each);
    if (from === node || gone.includes(from)) return;
    if (part) this.#others.apply(from, part);
    if (part?.isWhole) this.#local.welcome();
  }

  #want(act: Act): void {
    if (this.#closed) return;
    if (acts.indexOf(act) > acts.indexOf(this.#act)) this.#act = act;
    this.#isWanted = true;
    this.#writing ??= this.#writeAll();
  }

  /** Never rejects. */
  async #writeAll(): Promise<void> {
    let reason: unknown = new Error('the room is closed');
    try {
      while (this.#isWanted && !this.#closed) {
        this.#isWanted = false;
        await this.#write();
      }
    } catch (error) {
      // The next refresh writes all of it.
      reason = error;
    }
    // In this turn, so that whatever is wanted next begins anew.
    this.#writing = undefined;
    const refused = refusal(reason);
    for (const { reject } of this.#claims.splice(0)) reject(refused);
  }

  /** @throws {Error} if Redis is away. The claims that were to be written are refused. */
  async #write(): Promise<void> {
    const act = this.#act;
    this.#act = 'change';
    const isWhole = act === 'whole';
    const members = this.#membersFor(act);
    // A node that leaves gives back all names. What it took now, nobody would free.
    const { given, freed } = act === 'leave' ? noNames : this.#local.takeNameChanges();
    const held = isWhole ? [...this.#local.heldNames()] : given;
    const claims = this.#claims.splice(0);
    const names = [...held, ...claims.map(({ name }) => name)];
    this.#isReading = act === 'read' || isWhole;
    if (this.#isReading) this.#newest = 0;
    const known = this.#number ?? 0;
    let written: Written | undefined;
    try {
      written = await writePart(this.#place, { act, members, freed, names });
    } catch (error) {
      // It may have been written or not.
      this.#act = 'whole';
      const refused = this.#place.opened.outages.refusal(error);
      for (const { reject } of claims) reject(refused);
      throw error;
    } finally {
      this.#isReading = false;
    }
    if (!written) {
      this.#claims.unshift(...claims);
      return this.#want('whole');
    }
    for (const index of written.refused) {
      const lost = held[index];
      if (lost) this.#local.loseName(lost);
      else claims[index - held.length]?.resolve(false);
    }
    // Those that were refused above are settled already.
    for (const { resolve } of claims) resolve(true);
    if (written.number < known && !isWhole) this.#want('whole');
    else if (act === 'read' || isWhole) this.#takeAll(written);
    else if (act === 'change') this.#expect(written.number);
  }

  /** The members to write, if any. */
  #membersFor(act: Act): MemberChange[] {
    if (act === 'whole') {
      this.#changed.clear();
      return [...this.#local.members()];
    }
    const isDue = this.#isDue;
    this.#isDue = false;
    if (act === 'leave' || !isDue) return [];
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #takeAll({ number, nodes, stored }: Written): void {
    this.#number = number;
    this.#others.replace(
      nodes.filter((node) => node !== this.#place.node),
      stored,
    );
    // One came while it was read.
    if (this.#newest > number) this.#want('read');
  }

  /** So many changes were made. If the last one does not come by the channel, all is read. */
  #expect(number: number): void {
    this.#newest = Math.max(this.#newest, number);
    if ((this.#number ?? 0) >= this.#newest) return;
    this.#overdue ??= setTimeout(() => {
      this.#overdue = undefined;
      if ((this.#number ?? 0) < this.#newest) this.#want('read');
    }, arrivalTime).unref();
  }

  /** Nobody hears it while this node is the only one that has the room open. */
  #publish(message: object): void {
    if (this.#others.nodes === 0 || this.#closed) return;
    void this.#place.opened.publish(this.#channel, JSON.stringify(message));
  }
}
