import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ChatMessage, ChatRoom, type TokenProvider } from '../client/index.js';
import { emitEvent } from './events.js';

/** How many messages stay loaded while the reader is at the end. Older ones are loaded again when they are needed. */
const maxIdleMessages = 500;

/** A join and a message that are sent at the same time are refused within this time, in milliseconds. */
const pairInterval = 5000;

interface Host extends ReactiveControllerHost, HTMLElement {
  /** Absolute, unless it cannot be resolved. */
  readonly resolvedRelayUrl: string;
  readonly room: string;
  readonly token: string | undefined;
  readonly tokenProvider: TokenProvider | undefined;
  /** The name that the reader has chosen, if they choose one and it is valid. */
  readonly displayName: string | undefined;
}

/** Called on events of the room. */
interface RoomCallbacks {
  /** Whether the reader is at the newest message. */
  isAtEnd: () => boolean;
  /** Called with each message that arrives live. */
  onMessage: (message: ChatMessage) => void;
  /** Called when a message of the reader's own is in the outbox, whether it is sent yet or not. */
  onQueued: (text: string, room: ChatRoom) => void;
  /** Called when another room or another person comes: what is counted and shown begins anew. */
  onReset: () => void;
}

/** Joins the room that the element's properties name, while the element is in the document. */
export class RoomController implements ReactiveController {
  #host: Host;
  #callbacks: RoomCallbacks;
  #room: ChatRoom | undefined;
  /** The properties that the room was created from. */
  #key = '';
  /** Undefined until the room is first entered: by the element itself, or by `connect()`. */
  #wanted: boolean | undefined;

  /** The storage prefix of the person whose name was looked for last. */
  #person: string | undefined;

  constructor(host: Host, callbacks: RoomCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
    host.addController(this);
  }

  get room(): ChatRoom | undefined {
    return this.#room;
  }

  hostConnected(): void {
    if (this.#wanted && this.#host.isConnected) this.#room?.connect();
  }

  hostDisconnected(): void {
    // An element that is only moved within the document is connected again in the same task.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#room?.disconnect();
    });
  }

  hostUpdate(): void {
    const { resolvedRelayUrl: relayUrl, room, token, tokenProvider } = this.#host;
    const key = JSON.stringify([relayUrl, room, token, !tokenProvider]);
    if (key === this.#key) return;
    this.#key = key;
    const previous = this.#room;
    previous?.close();
    this.#room = new ChatRoom({
      relayUrl,
      room,
      ...(token && { token }),
      // Frameworks may set another function with each render; the newest one is called.
      ...(tokenProvider && {
        tokenProvider: (request) => (this.#host.tokenProvider ?? tokenProvider)(request),
      }),
    });
    // A page may renew the token of the same person: then nothing is reset.
    const isSame = previous?.room === this.#room.room && previous.storagePrefix === this.#room.storagePrefix;
    if (!isSame) this.#callbacks.onReset();
    this.#listen(this.#room);
    this.hostConnected();
  }

  /** The members list shows the reader's name as soon as there is one, even before the first message. */
  hostUpdated(): void {
    const room = this.#room;
    const { displayName } = this.#host;
    const isKnown = room?.storagePrefix === this.#person;
    this.#person = room?.storagePrefix;
    if (!room || room.username || displayName === undefined) return;
    if (isKnown) room.username = displayName;
    // The relay had to tell first which person this is: the room was joined without a name.
    else room.rename(displayName);
  }

  /** Enters the room, unless it was left by `disconnect()`. */
  enter(): void {
    if (this.#wanted !== undefined) return;
    this.#wanted = true;
    this.hostConnected();
  }

  connect(): void {
    this.#wanted = true;
    this.hostConnected();
  }

  disconnect(): void {
    this.#wanted = false;
    this.#room?.disconnect();
  }

  #listen(room: ChatRoom): void {
    const host = this.#host;
    const callbacks = this.#callbacks;
    const { resolvedRelayUrl: relayUrl } = host;
    room.on('change', () => host.requestUpdate());
    room.on('status', ({ status, previous, problem }) => {
      if (problem?.code === 'unreachable') reportUnreachable(relayUrl);
      // A refusal is an answer as well.
      else if (status === 'online' || status === 'refused') known.add(relayUrl);
      // The room also reports a new reason for the same status.
      if (status !== previous) emitEvent(host, 'chat-status', { status, previous });
    });
    room.on('message', (message) => {
      if (callbacks.isAtEnd() && room.messages.length > 2 * maxIdleMessages) room.trim(maxIdleMessages);
      callbacks.onMessage(message);
      emitEvent(host, 'chat-message', { message });
    });
    room.on('queued', ({ message }) => callbacks.onQueued(message, room));
    room.on('person', () => {
      // The next update makes a room for the other person.
      this.#key = '';
      host.requestUpdate();
    });
    room.on('sent', (message) => emitEvent(host, 'chat-sent', { message }));
    /** The last refusal of a name that was told. A join and a message under it may be on their way at the same time. */
    let told: { name: string | undefined; isOfMessage: boolean; time: number } | undefined;
    room.on('error', ({ error: { code, message, reason = 'missing' }, message: unsent }) => {
      if (code === 'name_taken') {
        const isOfMessage = unsent !== undefined;
        const name = unsent ? unsent.username : room.identity.refusedName;
        const refused = { name, isOfMessage, time: performance.now() };
        const isRecent = told && refused.time - told.time < pairInterval;
        const isTold = isRecent && told?.name === name && told?.isOfMessage !== isOfMessage;
        told = isTold ? undefined : refused;
        if (isTold) return;
      }
      const isForDeveloper = code === 'origin_refused' || code === 'no_token' || reason !== 'missing';
      // oxlint-disable-next-line no-console -- only the developer of the page, or the operator, can mend this
      if (isForDeveloper) console.error(`<realtime-chat>: ${message}`);
      emitEvent(host, 'chat-error', { code, message });
    });
    room.on('members', (detail) => emitEvent(host, 'chat-members', detail));
  }
}

/** Relays that have answered to a chat of this page, or that the developer was told about. */
const known = new Set<string>();

/** A relay that has never answered may have a wrong address, which only the developer of the page can correct. */
function reportUnreachable(relayUrl: string): void {
  if (known.has(relayUrl)) return;
  known.add(relayUrl);
  // oxlint-disable-next-line no-console -- see above
  console.error(`<realtime-chat>: nothing answers at ${relayUrl}.`);
}
