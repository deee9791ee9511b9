import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { AccessReview } from './connection/access-review.ts';
import { authenticateConnections } from './connection/authenticate.ts';
import { BoundedLogger } from './bounded-logger.ts';
import { createApi } from './http/api/api.ts';
import { refusalOf } from './handlers/handle.ts';
import { nameHasLink } from './messages/links.ts';
import { blocklistMatcher } from './messages/blocklist.ts';
import { ConnectionLimits } from './connection/connection-limits.ts';
import { renewTokenOnExpiry } from './connection/identity/token-renewal.ts';
import { boundedHook } from './limits/hook.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { PendingRequests } from './limits/pending-requests.ts';
import { openLogAlone } from './log/open-log.ts';
import { retain } from './log/retention/retention.ts';
import { within } from './log/within.ts';
import { personChannelOf } from './rooms/live-room.ts';
import { mount, type Pages } from './http/mount.ts';
import type { RelayOptions } from './options.ts';
import { parseOptions } from './options/parse-options.ts';
import { KnownReports } from './moderation/review-queue/known-reports.ts';
import { openParts } from './open-parts.ts';
import { Origins } from './http/origins.ts';
import { createPages } from './http/pages.ts';
import { PacketBudget } from './connection/packet-budget.ts';
import { Permissions } from './moderation/permissions.ts';
import { type Publication, publish, type Published } from './messages/publish.ts';
import { Refusal } from './refusal.ts';
import { serveRequests } from './handlers/requests.ts';
import { OpenRoomLimits } from './rooms/open-room-limits.ts';
import { NamePolicy } from './rooms/names/name-policy.ts';
import { RoomRegistry } from './rooms/room-registry.ts';
import type { Connection, RelayServer } from './rooms/sockets.ts';
import { RefusalLog } from './connection/refusal-log.ts';
import { logStart } from './lifecycle-log.ts';
import { Backpressure } from './connection/backpressure.ts';
import { createTokenReader } from './connection/identity/tokens.ts';
import { serveTutorial } from './handlers/tutorial.ts';
import { RequestBodies } from './http/request-bodies.ts';
import { RecentVisitors } from './moderation/recent-visitors.ts';

/** Room for the longest text with every character escaped, and for what goes with it. */
const maxFrameBytes = 64 * 1024;

/**
 * A dead connection is noticed after their sum, in milliseconds, at the latest: whoever is gone is not shown as here
 * for longer than 10 s. Half of it for the answer, because a ping waits behind what a slow link still has to carry;
 * a shorter interval costs a frame of a few bytes.
 */
const pingInterval = 5000;
const pingTimeout = 5000;

/** For how many milliseconds a connection may be open without anybody having come in on it. */
const connectTimeout = 10_000;

/** What Engine.IO tells of a handshake that it did not accept. */
interface HandshakeError {
  req: IncomingMessage;
  code: number;
  message: string;
}

/** Engine.IO's code for a handshake that was refused by `allowRequest`. */
const forbidden = 4;

/**
 * How long closing may take in all, in milliseconds: each part gets what the parts before it have left. What is being
 * forgotten, and giving back the folder, may not take all of it. The webhook has a part of it for itself.
 */
const closePatience = 3500;
const forgetPatience = 1000;
const unlockPatience = 250;
const farewellPatience = 500;

export interface Relay {
  /**
   * Says something in a room. Without a `username` it is the relay that speaks. With an `id`, saying it again changes
   * nothing.
   *
   * @throws {Refusal} `invalid`, `conflict`, `unavailable`
   */
  publish(room: string, words: Omit<Publication, 'room'>): Promise<Published>;
  /**
   * Asks `authorize` again about those who are in rooms, now rather than at the next interval. Somebody who may not
   * `join` any more is put out of the room, in all their tabs.
   *
   * @param personId as the hooks get it (`user:7`); everybody, where it is absent
   * @throws {Refusal} `unavailable`: the site could not say it of everybody; these stay until it can
   */
  review(personId?: string): Promise<void>;
  /**
   * Ends every connection, finishes what was begun, and leaves the server to its owner. Settles within four seconds.
   *
   * @param reason for the log
   * @throws {Error} if the store could not be closed: a write does not end. `process.exit` would wait for that write
   * too; only a signal ends the process then.
   */
  close(reason?: string): Promise<void>;
}

/**
 * Puts a relay on an HTTP server, beside whatever it serves already. Call it when the server has its own
 * request listener, before or after it listens.
 *
 * @throws {TypeError} if an option is wrong.
 * @throws {Error} if the data folder cannot be used.
 */
export async function createRelay(httpServer: HttpServer, options: RelayOptions = {}): Promise<Relay> {
  const settings = parseOptions(options);
  const { data, path, greeting, demo, keepMessages, keepDays, logger: unbounded, ...rest } = settings;
  const { guestLinks, trustProxy: addresses, maxBuffered } = rest;
  const logger = unbounded instanceof BoundedLogger ? unbounded : new BoundedLogger(unbounded);
  const addressOf = addresses.of;
  const refusalLog = new RefusalLog(logger, addresses);
  const hooks = { timeout: rest.hookTimeout * 1000, logger };
  const authenticate = boundedHook('authenticate', rest.authenticate, hooks);
  const authorize = boundedHook('authorize', rest.authorize, hooks);
  const filter = boundedHook('filter', rest.filter, hooks);
  const onReport = boundedHook('onReport', rest.onReport, { ...hooks, mayRefuse: false });
  const editWindow = rest.editWindow * 60_000;
  let closing: Promise<void> | undefined;
  const isReady = (): boolean => !closing;
  const origins = new Origins(rest.origins, rest.authenticate !== undefined);
  const { log, unlock } = await openLogAlone(data, logger);
  const notReadyReason = async (): Promise<string | undefined> => {
    if (closing) return 'closing';
    const failure = await log.probe();
    return failure && `store ${failure.code}: ${failure.reason}`;
  };
  const pages = createPages({ demo, origins, notReadyReason });
  const limits = new RateLimits(rest.limits, logger);
  const parts = await openParts(log, limits, settings, logger).catch(async (error: unknown) => {
    await log.close();
    await unlock();
    throw error;
  });
  const { sessions, webhooks, reservedNames, moderation, queue, guestRooms } = parts;
  const hasBlockedWord = blocklistMatcher(rest.blocklist);
  const names = new NamePolicy(reservedNames, {
    hasBlockedWord,
    holdsLink: guestLinks === 'hold' ? nameHasLink : () => false,
    allowsOwnNames: rest.ownNames === 'allow',
  });
  const stopForgetting = retain(log, { messages: keepMessages, days: keepDays }, logger);
  const { authSecret: secret, authJwks: jwks, authIssuer: issuer, authAudience: audience } = rest;
  const readToken = createTokenReader({ secret, jwks, issuer, audience }, logger);
  const auth = { sessions, authenticate, readToken, guests: rest.guests === 'allow', logger, refusalLog };
  const recentVisitors = new RecentVisitors();
  const permissions = new Permissions(authorize, rest.rooms);
  const pendingRequests = new PendingRequests();
  const knownReports = new KnownReports();
  const backpressure = new Backpressure(maxBuffered, logger);
  const connectionLimits = new ConnectionLimits(rest.limits, addressOf);
  const requestBodies = new RequestBodies(rest.limits, addressOf);
  const packets = new PacketBudget(rest.limits, addressOf, logger);
  const { sockets, unmount } = mount(httpServer, path, requestBodies, (request, response, next) =>
    api(request, response, () => pages(request, response, next)),
  );

  const io: RelayServer = new Server(sockets, {
    cors: origins.cors,
    // Browsers apply CORS to polling alone; a WebSocket from any page would get through.
    allowRequest: (request, answer) => {
      if (closing) return answer(null, false);
      refusalLog.warnOfUntrustedProxy(request);
      const refuse = (refusal: Refusal): void => {
        refusalLog.report(refusal, request);
        answer(refusal.code, false);
      };
      const refusal = origins.refusalOf(request) ?? connectionLimits.hardLimitRefusal(request);
      if (refusal) return refuse(refusal);
      limits.take('handshakes', { address: addressOf(request) }).then(
        () => answer(null, true),
        (error: unknown) => refuse(refusalOf(error, logger)),
      );
    },
    maxHttpBufferSize: maxFrameBytes,
    serveClient: false,
    perMessageDeflate: false,
    pingInterval,
    pingTimeout,
    connectTimeout,
  });
  const rooms = new RoomRegistry(io, log, names, new OpenRoomLimits(rest.limits), logger);
  const accessReview = new AccessReview({ rooms, permissions, logger });
  // Without a hook it is the token that says what somebody may do, and that is asked for again when it is over.
  if (authorize) accessReview.start(rest.reviewInterval * 1000);
  queue.onChange = (room, count) => rooms.emitQueueCount(room, count);
  const api: Pages =
    rest.apiKey === undefined
      ? (_request, _response, next) => next()
      : createApi(rest.apiKey, {
          requestBodies,
          addressOf,
          log,
          rooms,
          permissions,
          moderation,
          queue,
          recentVisitors,
          isReady,
          logger,
        });
  io.engine.on('connection_error', ({ req, code, message }: HandshakeError) => {
    if (code !== forbidden) refusalLog.reportMalformedHandshake(req, message);
  });
  io.engine.on('connection', (connection: Connection) => {
    connectionLimits.add(connection);
    backpressure.watch(connection);
    packets.watch(connection);
  });

  authenticateConnections(io, { connectionLimits, limits, reservedNames, recentVisitors, auth, addressOf });
  io.on('connection', (socket) => {
    packets.add(socket);
    socket.on('disconnect', () => rooms.leaveAll(socket));
    renewTokenOnExpiry(socket, auth, async () => {
      await reservedNames.reserve(socket.data.person);
      recentVisitors.recordVisit(socket.data.person, socket.data.address);
      await rooms.review(socket, permissions);
    });
    void socket.join(personChannelOf(socket.data.person.id));
    const serve = socket.data.session === undefined ? serveTutorial : serveRequests;
    serve(socket, {
      log,
      rooms,
      limits,
      pendingRequests,
      guestRooms,
      permissions,
      moderation,
      queue,
      knownReports,
      recentVisitors,
      filter,
      hasBlockedWord,
      holdGuestLinks: guestLinks === 'hold',
      greeting,
      editWindow,
      onReport,
      logger,
    });
  });

  const logStop = logStart(httpServer, settings, logger);

  return {
    async publish(room, words) {
      if (closing) throw new Refusal('unavailable', 'the relay is closed');
      return publish(log, { ...words, room });
    },

    async review(personId) {
      if (closing) throw new Refusal('unavailable', 'the relay is closed');
      await accessReview.review(personId);
    },

    close(reason = 'closed') {
      closing ??= (async () => {
        // Not by disconnecting the sockets: that tells clients to stay away, and they are to come back.
        io.engine.close();
        accessReview.stop();
        rooms.close();
        queue.close();
        const end = performance.now() + closePatience;
        const left = (): number => Math.max(end - performance.now(), 0);
        try {
          // What is being forgotten is forgotten at the next start.
          await within(forgetPatience, Promise.all([stopForgetting(), reservedNames.close()]));
          await log.close(left() - unlockPatience - farewellPatience);
          await within(unlockPatience, unlock());
        } catch (error) {
          logger.error({ code: 'store_not_closed', err: error }, 'the store could not be closed');
          throw error;
        } finally {
          await within(left(), webhooks?.close() ?? Promise.resolve());
          // Last, so that whoever asks meanwhile hears that the relay is closing.
          unmount();
        }
        logStop(reason);
      })().finally(() => logger.flush());
      return closing;
    },
  };
}
