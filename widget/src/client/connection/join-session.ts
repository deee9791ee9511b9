import { holdsCheckMark, isName, joinedSchema, nameFrom, protocolVersion } from '@realtime-chat/protocol';
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
 * - `outdated`: an answer is awaited, but the room has changed since the join was sent, and the answer may lack the change.
 *   An answer or a failure → `idle`, and then `joining` at once if the room is online
 */
type JoinState = 'idle' | 'joining' | 'outdated';

/** Connects to the relay and joins the room. Joins again whenever the client may have missed entries or other changes. */
export class JoinSession {
  readonly relayUrl: string;
  readonly room: string;
  readonly identity: Identity;
  /** False on a server that knows only the events of the classic tutorial. */
  keepsHistory = true;
  /** The username at the last join. */
  joinedAs: string | undefined;
  #username: () => string | undefined;
  #host: SessionHost;
  #emit: Emit;
  #tokens: Tokens;
  #guest: GuestSession;
  #status: ChatStatus = 'closed';
  #problem: ChatError | undefined;
  #state: JoinState = 'idle';
  #connection: Connection | undefined;
  /** Set while the relay cannot store anything. */
  #outage: ChatError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    { relayUrl, room, token, tokenProvider, username }: SessionOptions,
    host: SessionHost,
    emit: Emit,
  ) {
    this.relayUrl = relayUrl;
    this.room = room;
    this.#username = username;
    this.#host = host;
    this.#emit = emit;
    this.identity = new Identity(relayUrl);
    this.#tokens = new Tokens(token, tokenProvider, (error) => emit('error', { error }));
    const { source } = this.#tokens;
    // With a provider, or before the code for tokens is loaded, the identity is unknown until the handshake.
    if (token ? source : !tokenProvider) this.identity.assume(token, source?.subject);
    this.#guest = new GuestSession(relayUrl);
  }

  get status(): ChatStatus {
    return this.#status;
  }

  /** The reason why the room is not online, if it is known; `unavailable` in an online room while the relay can store nothing. */
  get problem(): ChatError | undefined {
    return this.#problem;
  }

  get isOnline(): boolean {
    return this.#status === 'online';
  }

  get isConnected(): boolean {
    return this.#connection?.isOpen ?? false;
  }

  /** Starts to connect and to join, and repeats failed attempts without end. @returns whether it has started */
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
    // A listener of this change may have closed the session.
    return this.#connection !== undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.#connection = undefined;
    this.#tokens.source?.forget();
    this.#setStatus('closed');
  }

  /** Replaces a connection that seems to be open, but on which no answer came. Everything that was sent on it is lost. */
  reconnect(): void {
    if (this.isConnected) this.#connection?.reconnect();
  }

  readonly request: Request = async (event, request, schema) => {
    if (!this.#connection) throw new ChatError('no_answer');
    return this.#connection.request(event, request, schema);
  };

  /** Sends an event without acknowledgement, if the room is online at a relay. */
  notify(event: string, notice: object): void {
    if (this.isOnline && this.keepsHistory) this.#connection?.notify(event, { room: this.room, ...notice });
  }

  /** Joins, or requests the changes since the last join. Does nothing while an answer is awaited. */
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
      // A listener may have closed the session while the room applied the answer.
      if (connection === this.#connection) this.#goOnline();
    } catch (error) {
      if (connection === this.#connection) this.#joinFailed(error, username);
    } finally {
      this.#endJoin();
    }
  }

  /** Joins again, to get the state after a change. An answer that is on its way may lack the change. */
  rejoin(): void {
    if (this.#state !== 'idle') this.#state = 'outdated';
    else if (this.isOnline && this.keepsHistory) void this.join();
  }

  /** Goes online without a join. The server does not answer joins: it knows only the events of the classic tutorial. */
  joinWithoutHistory(): void {
    this.keepsHistory = false;
    // Such a server does not read the token, so people choose their names.
    this.identity.isConfirmed = true;
    this.#goOnline();
  }

  #newConnection(): Connection {
    const connection = new Connection(
      this.relayUrl,
      this.room,
      async () => {
        const token = await this.#token();
        const session = await this.#guest.forHandshake(token);
        return { protocol: protocolVersion, token, session, files: true };
      },
      async () => this.#tokens.source?.renew(),
    );
    connection.on('open', () => {
      this.#tokens.source?.accepted();
      this.identity.refusedName = undefined;
      this.#outage = undefined;
      void this.join();
    });
    connection.on('lost', (error = new ChatError('unreachable')) => this.#lost(error));
    connection.on('refused', (error) => {
      if (error.code !== 'unauthorized' || !this.#tokens.source?.refused()) return this.#refuse(error);
      void this.#connect();
      // The connection has ended, and the provider may take long.
      this.#lost();
    });
    // The connection may have died unnoticed while the page was hidden. A join finds that out.
    connection.on('awake', () => void this.join());
    connection.on('outage', ({ active }) => {
      this.#outage = active ? new ChatError('unavailable') : undefined;
      // What waits is sent at once, rather than after the time that the relay has asked for.
      if (this.isOnline) this.#goOnline();
      else void this.join();
    });
    connection.on('malformed', (error) => this.#emit('error', { error }));
    this.#host.attach(connection);
    return connection;
  }

  /**
   * Opens the connection, and requests the token at the same time: it decides whose unsent messages are shown. If the room
   * belongs to a person already, the token must come first: if it names another person, the room is closed.
   */
  async #connect(): Promise<void> {
    const connection = this.#connection;
    const needsTokenFirst = this.identity.current !== undefined;
    if (!needsTokenFirst) connection?.open();
    // `TokenSource` reports a failure of the provider, and the handshake requests the token again.
    if (connection) await this.#token().catch(ignoreFailure);
    if (needsTokenFirst && connection === this.#connection) connection?.open();
  }

  /** Returns the token for a handshake, and assumes the identity that it claims. */
  async #token(): Promise<string | undefined> {
    const tokens = await this.#tokens.load();
    const token = await tokens?.forHandshake();
    this.#identify(this.identity.assume(token, tokens?.subject));
    return token;
  }

  /**
   * Tells the room about a change of identity. Closes it if the person is another one: a room belongs to one person, and
   * another person may not read or send its messages.
   *
   * @returns whether the room stays open
   */
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
      this.identity.refusedName = nameFrom(username);
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

  /** Returns the username for a join. An invalid one is left out, since a person can read without a username. */
  #usableName(): string | undefined {
    const name = this.identity.hasFixedName ? undefined : this.#username();
    const isUsable =
      name && nameFrom(name) !== this.identity.refusedName && isName(name) && !holdsCheckMark(name);
    return isUsable ? name : undefined;
  }

  #goOnline(): void {
    this.#setStatus('online', this.#outage);
    this.#emit('change', undefined);
    this.#host.online();
  }

  /** The connection has ended, and another one will be made. */
  #lost(problem?: ChatError): void {
    const wasOnline = this.isOnline || this.#status === 'reconnecting';
    this.#setStatus(wasOnline ? 'reconnecting' : 'connecting', problem);
  }

  #refuse(error: ChatError): void {
    this.#connection?.close();
    this.#setStatus('refused', error);
    this.#emit('error', { error });
  }

  /** The only way to change the status. */
  #setStatus(status: ChatStatus, problem?: ChatError): void {
    // Every attempt to connect that is not online yet ends here: by success, a failure or `close`.
    this.#guest.endTurn();
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
