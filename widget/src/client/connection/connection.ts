import {
  closedSchema,
  type EntriesFrame,
  entriesSchema,
  type HeadFrame,
  headSchema,
  type Members,
  membersSchema,
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
import { ChatError, longestWait } from '../chat-error.js';
import { Emitter } from '../emitter.js';
import { handshakeError } from './handshake-error.js';
import { showNames } from './displayable-names.js';

/** A relay that is back is found within this many milliseconds and half as many again. */
const maxReconnectDelay = 3000;
/** A link on which an answer does not come in time is dead, whatever the browser believes. */
const answerTimeout = 8000;

export interface ConnectionEvents {
  open: undefined;
  /** The link is down and is being tried again; why, where the relay said so. */
  lost: ChatError | undefined;
  /** The relay will not have us; nothing more is tried. */
  refused: ChatError;
  /** The page is seen again, or the machine is back on a network, while the link seems to be up. */
  awake: undefined;
  /** The relay said something that cannot be understood. */
  garbled: ChatError;
  entries: EntriesFrame;
  members: Members;
  typing: TypingFrame;
  seen: SeenFrame;
  head: HeadFrame;
  queue: QueueFrame;
  message: TutorialMessage;
}

/** The link to one relay, and the only place that knows Socket.IO. */
export class Connection extends Emitter<ConnectionEvents> {
  #socket: Socket;
  /** Why the relay ended the link, if it did. */
  #reason: ChatError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param relayUrl an absolute URL; its path is where the relay lives on that server
   * @param auth asked anew at every attempt to connect
   * @param renew asked for another token when that of the handshake is over
   * @throws {TypeError} if it is no URL
   */
  constructor(relayUrl: string, auth: () => Promise<object>, renew: () => Promise<string | undefined>) {
    super();
    const { origin, pathname } = new URL(relayUrl);
    if (origin === 'null') throw new TypeError('this URL names no server');
    const manager = new Manager(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      autoConnect: false,
      // A WebSocket saves two round trips where it works, and polling gets through where it does not.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: answerTimeout,
      reconnectionDelay: 500,
      reconnectionDelayMax: maxReconnectDelay,
    });
    this.#socket = manager.socket('/', {
      auth: (give: (auth: object) => void) => {
        auth().then(give, (error: unknown) => {
          this.#socket.disconnect();
          this.#refuse(new ChatError('unauthorized', String(error), maxReconnectDelay / 1000));
        });
      },
    });
    this.#socket
      .on('connect', () => this.emit('open', undefined))
      .on('connect_error', (error: Error & { data?: unknown; context?: unknown }) => {
        // Some proxies accept a WebSocket and then let it starve: the next attempt begins with the other way.
        this.#socket.io.opts.transports?.reverse();
        if (this.#socket.active) {
          const reason = handshakeError(error.context);
          if (reason?.code === 'origin_refused') return this.#refuse(reason);
          return this.emit('lost', reason);
        }
        const refusal = read(refusalSchema, error.data);
        this.#refuse(refusal ? errorOf(refusal) : new ChatError('disconnected', error.message));
      })
      .on('disconnect', (reason) => {
        if (this.#socket.active) this.emit('lost', undefined);
        else if (reason === 'io server disconnect') {
          this.#refuse(this.#reason ?? new ChatError('disconnected'));
        }
      })
      .on('closed', (frame) => {
        const refusal = read(closedSchema, frame);
        this.#reason = refusal && errorOf(refusal);
        // Put out of the one room that this link is for.
        if (this.#reason && refusal?.room !== undefined) this.#refuse(this.#reason);
      })
      .on('token', (answer: (token?: string) => void) => renew().then(answer, () => answer()))
      .on('entries', (frame) => this.#receive('entries', entriesSchema, frame))
      .on('members', (frame) => this.#receive('members', membersSchema, frame))
      .on('typing', (frame) => this.#receive('typing', typingSchema, frame))
      .on('seen', (frame) => this.#receive('seen', seenSchema, frame))
      .on('head', (frame) => this.#receive('head', headSchema, frame))
      .on('queue', (frame) => this.#receive('queue', queueCountSchema, frame))
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

  /** Gives the link up as dead and begins a new one. The engine's own `close` would wait until all is written. */
  renew(): void {
    this.#socket.io.engine?.transport.close();
  }

  /**
   * @returns what the relay acknowledged.
   * @throws {ChatError} the relay's refusal, `bad_frame`, or `no_answer`: the link is lost, or as good as lost
   */
  async request<S extends Schema>(event: string, request: object, schema: S): Promise<Output<S>> {
    // Without a link Socket.IO would keep the request and send it late, ahead of the join.
    if (!this.isOpen) throw new ChatError('no_answer');
    let answer: unknown;
    try {
      answer = await this.#socket.timeout(answerTimeout).emitWithAck(event, request);
    } catch {
      throw new ChatError('no_answer');
    }
    showNames(answer);
    const value = read(schema, answer);
    if (value !== undefined) return value;
    const { error } = read(refusedSchema, answer) ?? {};
    throw error ? errorOf(error) : new ChatError('bad_frame', `the answer to ${event} is not understood`);
  }

  /** Says what is of no use later: it is dropped where it would have to wait. */
  tell(event: string, notice: object): void {
    this.#socket.volatile.emit(event, notice);
  }

  /** Where the relay says when it may be otherwise, it is tried again then. */
  #refuse(reason: ChatError): void {
    if (reason.retryAfter === undefined) return this.emit('refused', reason);
    this.emit('lost', reason);
    // Who was put out of the room alone is still connected, and comes in again only with a new link.
    this.#timer = setTimeout(() => this.#socket.disconnect().connect(), reason.retryAfter * 1000);
  }

  #wake = (): void => {
    if (document.hidden) return;
    if (this.isOpen) this.emit('awake', undefined);
    // Waits for no back-off any longer.
    else if (this.#socket.active) this.#socket.disconnect().connect();
  };

  #receive<Name extends 'entries' | 'members' | 'typing' | 'seen' | 'head' | 'queue' | 'message'>(
    event: Name,
    schema: Schema<ConnectionEvents[Name]>,
    frame: unknown,
  ): void {
    showNames(frame);
    const value = read(schema, frame);
    if (value === undefined) this.emit('garbled', new ChatError('bad_frame', `${event} is not understood`));
    else this.emit(event, value);
  }
}

function errorOf({ code, message, retryAfter }: Output<typeof refusalSchema>): ChatError {
  return new ChatError(code, message, retryAfter && Math.min(retryAfter, longestWait / 1000));
}
