/** Somebody in a scripted conversation. */
export interface Person {
  id: string;
  username: string;
  verified?: true;
}

/** One event of the conversation. `reply` and `to` are places of messages in it, from 1 on. */
export type Step = { by: Person } & ({ says: string; reply?: number } | { reacts: string; to: number });

export interface Script {
  /** The visitor. */
  me: Person;
  others: Person[];
  /** What happened before the visitor came, a minute apart. */
  before: Step[];
  /** What happens while the visitor watches. */
  after: Step[];
}

interface Message {
  seq: number;
  id: string;
  time: number;
  sender: string;
  username: string;
  verified: true | undefined;
  message: string;
  reply: number | undefined;
  edited?: number;
  deleted?: true;
  reactions: { emoji: string; count: number; people: Person[] }[];
}

/** What is logged, with the fields that the room itself reads. */
interface Entry {
  type: string;
  id: string;
  time: number;
  sender: string;
  target?: number;
  message?: string;
  [field: string]: unknown;
}

/** A request of the chat. PROTOCOL.md tells which request has which of these. */
export interface Request {
  room: string;
  id: string;
  message: string;
  emoji: string;
  on: boolean;
  reply?: { seq: number };
  target: { seq: number };
}

const minute = 60_000;
/** In milliseconds. */
const pause = 1_400;
const typingPerCharacter = 22;

/**
 * A room whose relay is the page itself: it follows a script, and answers the visitor's requests as a relay does. Nothing leaves
 * the page, and nothing is kept.
 */
export class ScriptedRoom {
  #script: Script;
  #messages: Message[] = [];
  /** Each visit has a log of its own, so that the chat does not look for its place in the last one. */
  #epoch = `scripted-${Date.now()}`;
  #name = '';
  #head = 0;
  #emit: (event: string, frame: object) => void = () => {};

  constructor(script: Script) {
    this.#script = script;
    const { before } = script;
    before.forEach((step, index) => this.#perform(step, Date.now() - (before.length - index) * minute));
  }

  /** @param emit receives the events of the room from now on */
  connect(emit: (event: string, frame: object) => void): void {
    this.#emit = emit;
  }

  /**
   * Plays what happens while the visitor watches.
   *
   * @param wait resolves after so many milliseconds, or later if the visitor has paused the conversation
   */
  async play(wait: (duration: number) => Promise<void>): Promise<void> {
    for (const step of this.#script.after) {
      await wait(pause);
      if ('says' in step) {
        this.#emit('typing', { room: this.#name, member: step.by });
        await wait(pause + step.says.length * typingPerCharacter);
      }
      this.#perform(step, Date.now());
    }
  }

  /** The acknowledgement of a request of the visitor. */
  answer(event: string, request: Request): object {
    const { me } = this.#script;
    const time = Date.now();
    const { id, message, emoji, on, reply, target } = request;
    switch (event) {
      case 'join':
        this.#name = request.room;
        return this.#snapshot(time);
      case 'leave':
        return { ok: true };
      case 'send':
        return this.#say({ id, by: me, time, message, reply: reply?.seq });
      case 'edit':
        return this.#append({ type: 'edit', id, time, sender: me.id, target: target.seq, message });
      case 'delete':
        return this.#append({ type: 'delete', id, time, sender: me.id, target: target.seq });
      case 'react':
        return this.#react({ id, by: me, time, target: target.seq, emoji, on });
      default:
        return {
          ok: false,
          error: { code: 'unsupported', message: 'a scripted conversation cannot do this' },
        };
    }
  }

  #snapshot(time: number): object {
    const { me, others } = this.#script;
    const members = [me, ...others];
    return {
      ok: true,
      epoch: this.#epoch,
      head: this.#head,
      floor: 1,
      mode: 'snapshot',
      messages: this.#messages,
      count: members.length,
      members,
      me: { ...me, session: 'scripted' },
      editWindow: 15 * minute,
      time,
    };
  }

  #perform(step: Step, time: number): void {
    const id = `scripted-message-${this.#head + 1}`;
    const seqOf = (place: number): number => this.#messages[place - 1]?.seq ?? 0;
    const { by } = step;
    if ('says' in step) {
      this.#say({ id, by, time, message: step.says, reply: step.reply && seqOf(step.reply) });
    } else this.#react({ id, by, time, target: seqOf(step.to), emoji: step.reacts, on: true });
  }

  #say({
    by,
    ...rest
  }: {
    by: Person;
    id: string;
    time: number;
    message: string;
    reply: number | undefined;
  }): object {
    const { id: sender, username, verified } = by;
    const message = { seq: this.#head + 1, sender, username, verified, ...rest, reactions: [] };
    this.#messages.push(message);
    return this.#append({ type: 'message', ...message });
  }

  #react(given: {
    by: Person;
    id: string;
    time: number;
    target: number;
    emoji: string;
    on: boolean;
  }): object {
    const { by, target, emoji, on, id, time } = given;
    const reactions = this.#messages.find(({ seq }) => seq === target)?.reactions ?? [];
    let reaction = reactions.find((each) => each.emoji === emoji);
    if (!reaction) reactions.push((reaction = { emoji, count: 0, people: [] }));
    reaction.people = reaction.people.filter((person) => person !== by);
    if (on) reaction.people.push(by);
    const count = (reaction.count = reaction.people.length);
    if (count === 0) reactions.splice(reactions.indexOf(reaction), 1);
    const { id: sender, username } = by;
    return this.#append({ type: 'react', id, time, sender, username, target, emoji, on, count });
  }

  /** Adds an entry to the log, applies it to the message that it changes, and tells the chat. */
  #append(content: Entry): object {
    const seq = (this.#head += 1);
    const { type, time, target, message = '' } = content;
    const changed = this.#messages.find((each) => each.seq === target);
    if (changed && type === 'edit') Object.assign(changed, { message, edited: time });
    if (changed && type === 'delete') Object.assign(changed, { message, deleted: true, reactions: [] });
    const frame = { room: this.#name, epoch: this.#epoch, entries: [{ ...content, seq }] };
    this.#emit('entries', frame);
    return { ok: true, epoch: this.#epoch, seq, time };
  }
}
