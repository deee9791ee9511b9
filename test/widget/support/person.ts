import type { ClientToRelay, Members, RelayToClient } from '@realtime-chat/protocol';
import { io, type Socket } from 'socket.io-client';
import { eventually } from './eventually.ts';

type PersonSocket = Socket<RelayToClient, ClientToRelay>;

const open = new Set<PersonSocket>();

afterEach(() => {
  for (const socket of open) socket.disconnect();
  open.clear();
});

/** Somebody else in the room, whose program is not the widget: it speaks the protocol and nothing more. */
export class Person {
  readonly #room: string;
  readonly #username: string;
  readonly #socket: PersonSocket;
  #heard: string[] = [];
  #members: Members | undefined;

  private constructor(socket: PersonSocket, room: string, username: string) {
    this.#socket = socket;
    this.#room = room;
    this.#username = username;
    socket.on('members', (members) => (this.#members = members));
    socket.on('entries', ({ entries }) => {
      for (const { username, message } of entries)
        this.#heard.push(`${String(username)}: ${String(message)}`);
    });
  }

  static async enter(room: string, username: string, relayUrl = window.relayUrl): Promise<Person> {
    const socket: PersonSocket = io(relayUrl, {
      auth: { protocol: 1 },
      transports: ['websocket'],
      forceNew: true,
    });
    open.add(socket);
    const person = new Person(socket, room, username);
    const answer = await socket.emitWithAck('join', { room, username });
    if (!answer.ok) throw new Error(answer.error.message);
    person.#members = { room, count: answer.count, members: answer.members };
    return person;
  }

  /** Says something under an id that somebody else has used. */
  async saysAs(id: string, message: string): Promise<void> {
    const answer = await this.#socket.emitWithAck('send', {
      room: this.#room,
      id,
      message,
      username: this.#username,
    });
    if (!answer.ok) throw new Error(answer.error.message);
  }

  /** Resolves when the relay has stored it all, in this order. */
  async says(...texts: string[]): Promise<void> {
    const answers = await Promise.all(
      texts.map((message) =>
        this.#socket.emitWithAck('send', {
          room: this.#room,
          id: crypto.randomUUID(),
          message,
          username: this.#username,
        }),
      ),
    );
    for (const answer of answers) if (!answer.ok) throw new Error(answer.error.message);
  }

  /** Gives a stored message these emoji. Resolves when the relay has stored them. */
  async gives({ id, seq = 0 }: { id: string; seq?: number }, ...emoji: string[]): Promise<void> {
    const answers = await Promise.all(
      emoji.map((each) =>
        this.#socket.emitWithAck('react', {
          room: this.#room,
          id: crypto.randomUUID(),
          target: { id, seq },
          emoji: each,
          on: true,
        }),
      ),
    );
    for (const answer of answers) if (!answer.ok) throw new Error(answer.error.message);
  }

  /** Tells that this person is writing, as a client does with the keys. */
  types(): void {
    this.#socket.emit('typing', { room: this.#room });
  }

  /** Each message that reached this person live, as `author: text`. */
  get heard(): readonly string[] {
    return this.#heard;
  }

  /** Waits until this many people are in the room, oneself included. */
  async sees(count: number): Promise<void> {
    await eventually(() => {
      if (this.#members?.count !== count) throw new Error(`${this.#members?.count} people, not ${count}`);
    });
  }
}
