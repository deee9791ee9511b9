import { holdsCheckMark, isName, joinedSchema, protocolVersion } from '@realtime-chat/protocol';
import { ChatError, maxTimerDelay } from '../chat-error.js';
import type { Emit } from '../chat-room-events.js';
import { Connection, type Request } from './connection.js';
import { GuestSession } from './guest-session.js';
import { Identity, type IdentityChange } from './identity.js';
import type { ChatStatus } from './room-status.js';
import type { SessionHost, SessionOptions } from './session-host.js';
import { Tokens } from './tokens.js';

/**
 * - `idle`: no answer to a join is awaited. `join` → `joining`
 * - `joining`: an answer is awaited. An answer or a failure → `idle`. `rejoin` → `outdated`
 * - `outdated`: an answer is awaited, but something has changed since the join was sent, which the answer may not know.
 *   An answer or a failure → `idle`, and then `joining` at once if the room is online
 */
type JoinState = 'idle' | 'joining' | 'outdated';

/** Connects to the relay, joins the room, and joins again whenever entries or a change of state may have been missed. */
export class JoinSession {
  readonly room: string;
  readonly identity: Identity;
  /** False on a server that knows only the events of the classic tutorial. */
  keepsHistory = true;
  /** The username when the room was last joined. */
  joinedAs: string | undefined;
  #relayUrl: string;
  #username: () => string | undefined;
  #host: SessionHost;
  #emit: Emit;
  #tokens: Tokens;
  #guest: GuestSession;
  #status: ChatStatus = 'closed';
  #problem: ChatError | undefined;
  #state: JoinState = 'idle';
  #connection: Connection | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    { relayUrl, room, token, tokenProvider, username }: SessionOptions,
    host: SessionHost,
    emit: Emit,
  ) {
    this.#relayUrl = relayUrl;
    this.room = room;
    this.#username = username;
    this.#host = host;
    this.#emit = emit;
    this.identity = new Identity(relayUrl);
    this.#tokens = new Tokens(token, tokenProvider, (error) => emit('error', { error }));
    const { source } = this.#tokens;
    if (token ? source : !tokenProvider) this.identity.assume(token, source?.subject);
    this.#guest = new GuestSession(relayUrl);
  }

  get status(): ChatStatus {
    return this.#status;
  }

  /** Why the room is not online, as far as that is known. */
  get problem(): ChatError | undefined {
    return this.#problem;
  }

  get isOnline(): boolean {
    return this.#status === 'online';
  }

  get isConnected(): boolean {
    return this.#connection?.isOpen ?? false;
  }

  /** Connects and joins, and tries for as long as it takes. @returns whether it has begun to. */
  open(): boolean {
    if (this.#status !== 'closed' && this.#status !== 'refused') return false;
    this.#connection?.close();
    try {
      this.#connection = this.#newConnection();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#refuse(new ChatError('bad_url', error.message));
      return false;
    }
    this.#setStatus('connecting');
    void this.#connect();
    // A listener of that change may have closed the session.
    return this.#connection !== undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.#connection = undefined;
    this.#tokens.source?.forget();
    this.#setStatus('closed');
  }

  /** Drops a connection on which no answer came, although it seems to be open. Whatever was sent on it is lost. */
  reconnect(): void {
    if (this.isConnected) this.#connection?.reconnect();
  }

  readonly request: Request = async (event, request, schema) => {
    if (!this.#connection) throw new ChatError('no_answer');
    return this.#connection.request(event, request, schema);
  };

  /** Sends an event without acknowledgement, if a relay is there to hear it. */
  notify(event: string, notice: object): void {
    if (this.isOnline && this.keepsHistory) this.#connection?.notify(event, { room: this.room, ...notice });
  }

  /** Joins, or asks for what was missed since the last join. Does nothing while an answer is awaited. */
  async join(): Promise<void> {
    if (this.#state !== 'idle') return;
    this.#state = 'joining';
    this.joinedAs = this.#username();
    const connection = this.#connection;
    const username = this.#usableName();
    this.#host.joining(true);
    try {
      const since = this.#host.position;
      const answer = await this.request('join', { room: this.room, username, since }, joinedSchema);
      if (connection !== this.#connection) return;
      if (!this.#guest.accept(answer.me.session)) return connection?.reconnect();
      this.keepsHistory = true;
      if (!this.#identify(this.identity.confirm(answer.me))) return;
      if (answer.mutedFor !== undefined) this.#joinAfter(answer.mutedFor);
      this.#host.joined(answer);
      // A listener may have closed the session while the room took the answer in.
      if (connection === this.#connection) this.#goOnline();
    } catch (error) {
      if (connection === this.#connection) this.#joinFailed(error, username);
    } finally {
      this.#endJoin();
    }
  }

  /** Asks for the present state after a change. An answer that is on its way may not know the change. */
  rejoin(): void {
    if (this.#state !== 'idle') this.#state = 'outdated';
    else if (this.isOnline && this.keepsHistory) void this.join();
  }

  /** The server does not answer joins: it knows only the events of the classic tutorial. */
  joinWithoutHistory(): void {
    this.keepsHistory = false;
    // Such a server names nobody, whatever the token says.
    this.identity.isConfirmed = true;
    this.#goOnline();
  }

  #newConnection(): Connection {
    const connection = new Connection(
      this.#relayUrl,
      this.room,
      async () => ({
        protocol: protocolVersion,
        token: await this.#token(),
        session: this.#guest.value,
      }),
      async () => this.#tokens.source?.renew(),
    );
    connection.on('open', () => {
      this.#tokens.source?.accepted();
      this.identity.refusedName = undefined;
      void this.join();
    });
    connection.on('lost', (error = new ChatError('unreachable')) => {
      const wasOnline = this.isOnline || this.#status === 'reconnecting';
      this.#setStatus(wasOnline ? 'reconnecting' : 'connecting', error);
    });
    connection.on('refused', (error) => {
      if (error.code === 'unauthorized' && this.#tokens.source?.refused()) void this.#connect();
      else this.#refuse(error);
    });
    // The connection may have died unnoticed in the meantime.
    connection.on('awake', () => void this.join());
    connection.on('malformed', (error) => this.#emit('error', { error }));
    this.#host.attach(connection);
    return connection;
  }

  /**
   * Opens the connection. The token is asked for at once: it tells whose unsent messages are shown. If the room is somebody's
   * already, it has to come first, since the room is closed if the token names another person.
   */
  async #connect(): Promise<void> {
    const connection = this.#connection;
    const isWaiting = this.identity.current !== undefined;
    if (!isWaiting) connection?.open();
    // Each failure of the provider is reported once, and the handshake asks again.
    if (connection) await this.#token().catch(ignoreFailure);
    if (isWaiting && connection === this.#connection) connection?.open();
  }

  async #token(): Promise<string | undefined> {
    const tokens = await this.#tokens.load();
    const token = await tokens?.forHandshake();
    this.#identify(this.identity.assume(token, tokens?.subject));
    return token;
  }

  /** A room belongs to one person: the next one may not read or send what is here. @returns whether the room goes on. */
  #identify(change: IdentityChange): boolean {
    if (change === 'better') this.#host.identified();
    if (change !== 'other') return true;
    this.close();
    this.#emit('person', undefined);
    return false;
  }

  #endJoin(): void {
    const isOutdated = this.#state === 'outdated';
    this.#state = 'idle';
    this.#host.joining(false);
    if (isOutdated && this.isOnline) void this.join();
  }

  #joinFailed(error: unknown, username: string | undefined): void {
    if (!(error instanceof ChatError)) throw error;
    if (error.code === 'name_taken' && username !== undefined) {
      this.identity.refusedName = username;
      this.#emit('error', { error });
      this.#joinAfter(0);
    } else if (error.code !== 'no_answer') {
      if (error.retryAfter === undefined) return this.#refuse(error);
      this.#joinAfter(error.retryAfter * 1000);
    } else if (this.isConnected) {
      // A server that has answered a join before is a relay, so the connection is dead. A server that never answered
      // one may be a server that does not know joins.
      if (this.#host.position) this.reconnect();
      else this.joinWithoutHistory();
    }
  }

  #joinAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.join(), Math.min(milliseconds, maxTimerDelay));
  }

  /** Without a valid username a person can still read, so the join leaves an invalid one out. */
  #usableName(): string | undefined {
    const name = this.identity.hasFixedName ? undefined : this.#username();
    const isUsable = name && name !== this.identity.refusedName && isName(name) && !holdsCheckMark(name);
    return isUsable ? name : undefined;
  }

  #goOnline(): void {
    this.#setStatus('online');
    this.#emit('change', undefined);
    this.#host.online();
  }

  #refuse(error: ChatError): void {
    this.#connection?.close();
    this.#setStatus('refused', error);
    this.#emit('error', { error });
  }

  /** The only way to change the status. */
  #setStatus(status: ChatStatus, problem?: ChatError): void {
    const previous = this.#status;
    if (status === previous && problem?.code === this.#problem?.code) return;
    this.#status = status;
    this.#problem = problem;
    if (!this.isOnline) this.#host.offline();
    this.#emit('status', { status, previous, problem });
    this.#emit('change', undefined);
  }
}

function ignoreFailure(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
