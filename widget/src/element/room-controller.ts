import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ChatMessage, ChatRoom } from '../client/index.js';
import { announce } from './events.js';

/** How many messages stay loaded while the reader is at the newest; older ones are loaded again when asked for. */
const keptMessages = 500;

interface Host extends ReactiveControllerHost, HTMLElement {
  /** Absolute, if it can be made so. */
  readonly resolvedRelayUrl: string;
  readonly room: string;
  /** The relay and the room. */
  readonly place: string;
  readonly token: string | undefined;
  readonly tokenProvider: (() => Promise<string>) | undefined;
  /** Under which one speaks, as far as it is known. */
  readonly speaker: string | undefined;
}

/** What is done with what the room says. */
interface Means {
  /** Whether the reader is at the newest message. */
  isFollowing: () => boolean;
  /** Is called with each message that comes live. */
  heard: (message: ChatMessage) => void;
  /** Is called when a message of one's own is kept, whether it is sent yet or not. */
  kept: (text: string, place: string) => void;
}

/** Keeps the element in the room that its properties name, for as long as it is in the document. */
export class RoomController implements ReactiveController {
  #host: Host;
  #means: Means;
  #room: ChatRoom | undefined;
  /** What the room was made of. */
  #key = '';
  /** As long as nobody has said so, the room is not entered. */
  #wanted: boolean | undefined;

  constructor(host: Host, means: Means) {
    this.#host = host;
    this.#means = means;
    host.addController(this);
  }

  get room(): ChatRoom | undefined {
    return this.#room;
  }

  hostConnected(): void {
    if (this.#wanted && this.#host.isConnected) this.#room?.connect();
  }

  hostDisconnected(): void {
    // It may only be moved to another place in the document, and then it is connected again at once.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#room?.disconnect();
    });
  }

  hostUpdate(): void {
    const { resolvedRelayUrl: relayUrl, room, token, tokenProvider } = this.#host;
    const key = JSON.stringify([relayUrl, room, token, !tokenProvider]);
    if (key === this.#key) return;
    this.#key = key;
    this.#room?.close();
    this.#room = new ChatRoom({
      relayUrl,
      room,
      ...(token && { token }),
      // A page may give another function with each of its renders.
      ...(tokenProvider && { tokenProvider: () => (this.#host.tokenProvider ?? tokenProvider)() }),
    });
    this.#listen(this.#room);
    this.hostConnected();
  }

  /** Nothing is said without a name, but whoever is here should be known by it as soon as there is one. */
  hostUpdated(): void {
    if (this.#room && !this.#room.username) this.#room.username = this.#host.speaker;
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
    const means = this.#means;
    const { place } = host;
    room.on('change', () => host.requestUpdate());
    room.on('status', ({ status, previous }) => {
      // It may be only the reason that is another.
      if (status !== previous) announce(host, 'chat-status', { status, previous });
    });
    room.on('message', (message) => {
      if (means.isFollowing() && room.messages.length > 2 * keptMessages) room.trim(keptMessages);
      means.heard(message);
      announce(host, 'chat-message', { message });
    });
    room.on('queued', ({ message }) => means.kept(message, place));
    room.on('sent', (message) => announce(host, 'chat-sent', { message }));
    room.on('error', ({ error: { code, message } }) => {
      // oxlint-disable-next-line no-console -- only the developer of the page, or the operator, can mend this
      if (code === 'origin_refused') console.error(`<realtime-chat>: ${message}`);
      announce(host, 'chat-error', { code, message });
    });
    room.on('members', (detail) => announce(host, 'chat-members', detail));
  }
}
