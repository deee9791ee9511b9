import type { Member, Members, SeenFrame } from '@realtime-chat/protocol';

/** How often it is told that one is writing, and for how long that holds, in milliseconds. */
const typingInterval = 2000;
const typingLifetime = 4000;
/** How often it is told what one has seen. */
const seenInterval = 2000;

/** Who else is in the room, and what they are about. Nothing of it is in the log. */
export class People {
  members: readonly Member[] = [];
  /** How many people are here; `members` names the first hundred. */
  count = 0;
  /** Who has read how far, of those who let it be known. */
  seen: SeenFrame['seen'] = [];
  #changed: () => void;
  #tell: (event: string, notice: object) => void;
  /** Who is writing, by id, until they have not said so for a while. */
  #typing = new Map<string, { member: Member; timer: ReturnType<typeof setTimeout> }>();
  #toldTyping = 0;
  #saw = 0;
  #seenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void, tell: (event: string, notice: object) => void) {
    this.#changed = changed;
    this.#tell = tell;
  }

  get typing(): readonly Member[] {
    return Array.from(this.#typing.values(), ({ member }) => member);
  }

  /** @returns whether anything is different now. */
  setMembers({ count, members }: Omit<Members, 'room'>): boolean {
    // Who joins is told in the answer, and once more with everybody else.
    if (count === this.count && JSON.stringify(members) === JSON.stringify(this.members)) return false;
    this.count = count;
    this.members = members;
    return true;
  }

  /** Somebody is writing. */
  hearTyping(member: Member): void {
    clearTimeout(this.#typing.get(member.id)?.timer);
    const timer = setTimeout(() => this.stopTyping(member.id), typingLifetime);
    this.#typing.set(member.id, { member, timer });
    this.#changed();
  }

  /** What they wrote is here, or never comes. */
  stopTyping(id: string): void {
    clearTimeout(this.#typing.get(id)?.timer);
    if (this.#typing.delete(id)) this.#changed();
  }

  /** Tells the others that one is writing. */
  typed(): void {
    const now = Date.now();
    if (now - this.#toldTyping < typingInterval) return;
    this.#toldTyping = now;
    this.#tell('typing', {});
  }

  /** One's message is out: the next key is the beginning of another. */
  said(): void {
    this.#toldTyping = 0;
  }

  /** Tells the others up to where one has read, with what one reads in the same moment. */
  saw(seq: number): void {
    if (seq <= this.#saw) return;
    this.#saw = seq;
    this.#seenTimer ??= setTimeout(() => {
      this.#seenTimer = undefined;
      this.#tell('seen', { seq: this.#saw });
    }, seenInterval);
  }

  /** It is another log, whose seqs are other messages, or another link, on which it must be told again. */
  forget(): void {
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    clearTimeout(this.#seenTimer);
    this.#seenTimer = undefined;
    this.#toldTyping = this.#saw = 0;
    this.seen = [];
  }
}
