import {
  closedSchema,
  type EntriesFrame,
  entriesSchema,
  type HeadFrame,
  headSchema,
  type Members,
  membersSchema,
  outageSchema,
  type OutageFrame,
  type Output,
  queueCountSchema,
  type QueueFrame,
  read,
  refusalSchema,
  refusedSchema,
  type SeenFrame,
  seenSchema,
  type Schema,
  type TutorialMessage,
  tutorialMessageSchema,
  type TypingFrame,
  typingSchema,
} from '@realtime-chat/protocol';
import { Manager, type Socket } from 'socket.io-client';
import { Decoder, Encoder } from 'socket.io-parser';
import { ChatError, maxTimerDelay } from '../chat-error.js';
import { Emitter } from '../emitter.js';
import { makeNamesDisplayable } from './displayable-names.js';
import { handshakeError } from './handshake-error.js';

/** The longest delay between two attempts to connect, in milliseconds. Socket.IO adds up to half of it at random. */
const maxReconnectDelay = 3000;
/** If an answer takes longer than this, in milliseconds, the connection is dead, even if the browser calls it open. */
const answerTimeout = 8000;

export interface ConnectionEvents {
  open: undefined;
  /** The connection is down, and Socket.IO connects again. The detail is the relay's reason, if it gave one. */
  lost: ChatError | undefined;
  /** The relay refuses this client. The client does not connect again. */
  refused: ChatError;
  /** The page is visible again, or the machine is back on a network, and the connection seems to be open. */
  awake: undefined;
  /** The relay sent a frame that does not fit its schema. */
  malformed: ChatError;
  entries: EntriesFrame;
  members: Members;
  typing: TypingFrame;
  seen: SeenFrame;
  head: HeadFrame;
  queue: QueueFrame;
  outage: OutageFrame;
  rights: undefined;
  message: TutorialMessage;
}

/** Sends a request to the relay, and returns the answer, parsed by the schema. Throws `ChatError`. */
export type Request = <S extends Schema>(event: string, request: object, schema: S) => Promise<Output<S>>;

/** The connection to one room of a relay. Only this file uses Socket.IO. */
export class Connection extends Emitter<ConnectionEvents> {
  #socket: Socket;
  #room: string;
  /** Whether the handshake's data is being prepared. If that takes long, the relay ends the connection: this is no loss. */
  #isPreparing = false;
  /** Why the relay ended the connection, if it did. */
  #reason: ChatError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param relayUrl an absolute URL; its path is the relay's mount path on that server
   * @param room frames of other rooms are ignored
   * @param auth returns the handshake's data; called for every attempt to connect. Throws `ChatError`
   * @param renew returns another token; called when the relay reports that the handshake's token has expired
   * @throws {TypeError} if `relayUrl` is not a URL of a server
   */
  constructor(
    relayUrl: string,
    room: string,
    auth: () => Promise<object>,
    renew: () => Promise<string | undefined>,
  ) {
    super();
    this.#room = room;
    const { origin, pathname } = new URL(relayUrl);
    if (origin === 'null') throw new TypeError('this URL names no server');
    const manager = new Manager(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      autoConnect: false,
      parser: { Encoder: PlainEncoder, Decoder },
      // A WebSocket saves two round trips. Polling gets through where a proxy blocks WebSockets.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: answerTimeout,
      reconnectionDelay: 500,
      reconnectionDelayMax: maxReconnectDelay,
    });
    this.#socket = manager.socket('/', {
      auth: (sendConnect: (data: object) => void) => {
        const { engine } = manager;
        this.#isPreparing = true;
        const ifCurrent = (act: () => void): void => {
          // A newer connection of this socket requests its own data. Late data would send a second CONNECT on it.
          if (!this.#socket.active || engine !== manager.engine) return;
          this.#isPreparing = false;
          act();
        };
        auth().then(
          (data) => ifCurrent(() => sendConnect(data)),
          (error: unknown) => {
            if (!(error instanceof ChatError)) throw error;
            ifCurrent(() => {
              this.#socket.disconnect();
              this.#refuse(error);
            });
          },
        );
      },
    });
    this.#socket
      .on('connect', () => this.emit('open', undefined))
      .on('rights', () => this.emit('rights', undefined))
      .on('connect_error', (error: Error & { data?: unknown; context?: unknown }) => {
        // Some proxies accept a WebSocket but forward nothing. So the next attempt starts with the other transport.
        this.#socket.io.opts.transports?.reverse();
        if (this.#socket.active) {
          const reason = handshakeError(error.context);
          if (reason?.code === 'origin_refused') return this.#refuse(reason);
          return this.emit('lost', reason);
        }
        const refusal = read(refusalSchema, error.data);
        this.#refuse(refusal ? toChatError(refusal) : new ChatError('disconnected', error.message));
      })
      .on('disconnect', (reason) => {
        if (this.#socket.active) {
          if (!this.#isPreparing) this.emit('lost', undefined);
        } else if (reason === 'io server disconnect') {
          this.#refuse(this.#reason ?? new ChatError('disconnected'));
        }
      })
      .on('closed', (frame) => {
        const refusal = read(closedSchema, frame);
        this.#reason = refusal && toChatError(refusal);
        // A refusal with a room means that the relay removed the client from it. This connection serves only that room.
        if (this.#reason && refusal?.room !== undefined) this.#refuse(this.#reason);
      })
      .on('token', (answer: (token?: string) => void) => renew().then(answer, () => answer()))
      .on('entries', (frame) => this.#receive('entries', entriesSchema, frame))
      .on('members', (frame) => this.#receive('members', membersSchema, frame))
      .on('typing', (frame) => this.#receive('typing', typingSchema, frame))
      .on('seen', (frame) => this.#receive('seen', seenSchema, frame))
      .on('head', (frame) => this.#receive('head', headSchema, frame))
      .on('queue', (frame) => this.#receive('queue', queueCountSchema, frame))
      .on('outage', (frame) => this.#receive('outage', outageSchema, frame))
      .on('message', (frame) => this.#receive('message', tutorialMessageSchema, frame));
  }

  get isOpen(): boolean {
    return this.#socket.connected;
  }

  open(): void {
    this.#socket.connect();
    if (typeof document === 'undefined') return;
    addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.disconnect();
    if (typeof document === 'undefined') return;
    removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
  }

  /** Drops a dead connection, and connects again. The engine's own `close` would wait until its buffer is written. */
  reconnect(): void {
    this.#socket.io.engine?.transport.close();
  }

  /**
   * Sends a request that the relay acknowledges.
   *
   * @throws {ChatError} the relay's refusal, `bad_frame`, or `no_answer` if the connection is lost or dead
   */
  async request<S extends Schema>(event: string, request: object, schema: S): Promise<Output<S>> {
    // While it is not connected, Socket.IO would buffer the request and send it later, ahead of the join.
    if (!this.isOpen) throw new ChatError('no_answer');
    let answer: unknown;
    try {
      answer = await this.#socket.timeout(answerTimeout).emitWithAck(event, request);
    } catch {
      throw new ChatError('no_answer');
    }
    makeNamesDisplayable(answer);
    const value = read(schema, answer);
    if (value !== undefined) return value;
    const { error } = read(refusedSchema, answer) ?? {};
    throw error ? toChatError(error) : badFrame(`the answer to ${event}`);
  }

  /** Sends an event without acknowledgement. It is dropped if it cannot be sent now, since it is of no use later. */
  notify(event: string, notice: object): void {
    this.#socket.volatile.emit(event, notice);
  }

  /** Gives up, unless the relay says after which time another attempt may succeed. */
  #refuse(reason: ChatError): void {
    if (reason.retryAfter === undefined) return this.emit('refused', reason);
    this.emit('lost', reason);
    // A client that was removed only from its room is still connected. The relay accepts it again only on a new connection.
    this.#timer = setTimeout(() => this.#socket.disconnect().connect(), reason.retryAfter * 1000);
  }

  #wake = (): void => {
    if (document.hidden) return;
    if (this.isOpen) this.emit('awake', undefined);
    // Connects now, without waiting for the rest of the back-off.
    else if (this.#socket.active) this.#socket.disconnect().connect();
  };

  #receive<Name extends 'entries' | 'members' | 'typing' | 'seen' | 'head' | 'queue' | 'outage' | 'message'>(
    event: Name,
    schema: Schema<ConnectionEvents[Name]>,
    frame: unknown,
  ): void {
    makeNamesDisplayable(frame);
    const value = read(schema, frame);
    if (value === undefined) this.emit('malformed', badFrame(event));
    else if (!isOfOtherRoom(value, this.#room)) this.emit(event, value);
  }
}

/**
 * Encodes each value without `toJSON`. Socket.IO's own encoder calls it, and some pages have one on built-in objects: old
 * versions of Prototype.js turn every array into a string.
 */
class PlainEncoder extends Encoder {
  constructor() {
    // The second argument of a replacer would be the return value of `toJSON`.
    super(function (this: Record<string, unknown>, key: string) {
      return this[key];
    });
  }
}

function isOfOtherRoom(frame: object, room: string): boolean {
  return 'room' in frame && frame.room !== room;
}

function badFrame(what: string): ChatError {
  return new ChatError('bad_frame', `${what} is not understood`);
}

function toChatError({ code, message, retryAfter, reason }: Output<typeof refusalSchema>): ChatError {
  return new ChatError(code, message, retryAfter && Math.min(retryAfter, maxTimerDelay / 1000), reason);
}
