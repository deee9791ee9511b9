import { entriesSchema, type Joined, joinedSchema, read } from '@realtime-chat/protocol';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { Violation } from './checker.ts';
import { checkWire, type Told } from './wire-checker.ts';

/** The files of an entry, if it has some. */
const filesSchema = v.object({ files: v.optional(v.array(v.object({ id: v.string() }))) });

/** A client that only listens, mends nothing and notes what it is told; it joins again at every connection. */
export class WireTap {
  readonly room: string;
  readonly who: string;
  readonly violations: Violation[] = [];
  joins = 0;
  /** How often it was told that the log is another one. */
  resets = 0;
  /** The ids of all entries and messages that it was told, by seq. Those of an earlier log are forgotten. */
  readonly shown = new Map<number, string>();
  /** The ids of the files of each message that it was told, by the id of the message. */
  readonly files = new Map<string, string[]>();
  #socket: Socket;
  #isIn = false;
  #told: Told[] = [];
  #place: { epoch: string; seq: number } | undefined;

  constructor(relayUrl: string, room: string, who: string) {
    this.room = room;
    this.who = who;
    this.#socket = io(relayUrl, {
      auth: { protocol: 1, files: true },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
    });
    this.#socket.on('connect', () => void this.join());
    this.#socket.on('disconnect', () => {
      this.#isIn = false;
      this.#judge();
    });
    this.#socket.on('entries', (frame: unknown) => {
      const { epoch, entries } = read(entriesSchema, frame) ?? { epoch: '', entries: [] };
      const seqs = entries.map(({ seq }) => seq);
      this.#told.push({ event: 'entries', epoch, entries: seqs });
      this.#show(entries);
      this.#place = { epoch, seq: Math.max(this.#place?.seq ?? 0, ...seqs) };
    });
  }

  /** Enters the room, or asks for what came since. Resolves when that is answered, or cannot be any more. */
  join(): Promise<void> {
    const since = this.#place;
    return new Promise((resolve) => {
      // By a callback: a promise would be told after live entries that came in the same packet.
      this.#socket
        .timeout(8000)
        .emit('join', { room: this.room, since }, (lost: unknown, answer: unknown) => {
          const joined = lost ? undefined : read(joinedSchema, answer);
          if (joined) this.#joined(since?.seq, joined);
          else if (lost && this.#socket.connected) {
            // A busy machine may have let it in and answered too late, so what it was told since then has no beginning.
            this.#told = [];
            this.#socket.disconnect().connect();
          } else if (this.#socket.connected) setTimeout(() => void this.join(), 100);
          resolve();
        });
    });
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** The newest seq that it knows of. */
  get head(): number {
    return this.#place?.seq ?? 0;
  }

  /** Goes out and comes in again, from nothing. */
  reconnect(): void {
    this.#place = undefined;
    this.#socket.disconnect().connect();
  }

  /** What was wrong so far. */
  judge(): Violation[] {
    this.#judge();
    return this.violations;
  }

  close(): void {
    this.#socket.disconnect();
  }

  #joined(since: number | undefined, joined: Joined): void {
    const { epoch, head, mode, entries, messages } = joined;
    if (mode === 'reset') this.shown.clear();
    this.#show([...(entries ?? []), ...(messages ?? [])]);
    const delta = mode === 'delta' && { since: since ?? 0, entries: (entries ?? []).map(({ seq }) => seq) };
    this.#told.push({ event: 'joined', epoch, head, ...delta });
    this.#place = { epoch, seq: head };
    this.#isIn = true;
    this.joins += 1;
    if (mode === 'reset') this.resets += 1;
  }

  #show(entries: readonly { seq: number; id?: unknown }[]): void {
    for (const entry of entries) {
      const { seq } = entry;
      const id = String(entry.id);
      const { files } = read(filesSchema, entry) ?? {};
      if (files) {
        this.files.set(
          id,
          files.map((file) => file.id),
        );
      }
      const before = this.shown.get(seq) ?? id;
      if (before !== id) {
        const about = `${this.who} was told ${id} at ${seq}, where it had been told ${before}`;
        this.violations.push({ promise: 'order', about });
      }
      this.shown.set(seq, id);
    }
  }

  /** Each connection stands for itself. */
  #judge(): void {
    this.violations.push(...checkWire(this.who, this.#told));
    this.#told = [];
  }
}
