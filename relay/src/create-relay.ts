import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { AccessReview } from './connection/reviews/access-review.ts';
import { announceOutages } from './connection/announce-outages.ts';
import { authenticateConnections } from './connection/authenticate.ts';
import { BoundedLogger } from './bounded-logger.ts';
import { closeInTime } from './close-in-time.ts';
import type { RelayContext } from './context.ts';
import { createApi, createNotFound } from './http/api/api.ts';
import { createFileRequests } from './http/files/file-requests.ts';
import { filesHost } from './http/files/files-host.ts';
import { refusalOf } from './handlers/handle.ts';
import { ConnectionLimits } from './connection/connection-limits.ts';
import { renewTokenOnExpiry } from './connection/identity/token-renewal.ts';
import { boundedHook } from './limits/hook.ts';
import { PendingRequests } from './limits/pending-requests.ts';
import { openStore } from './nodes/open-store.ts';
import { openPresence } from './nodes/presence/open-presence.ts';
import { mount } from './http/mount.ts';
import type { RelayOptions } from './options.ts';
import { parseOptions } from './options/parse-options.ts';
import { KnownReports } from './moderation/review-queue/known-reports.ts';
import { removeBannedElsewhere } from './moderation/apply-action.ts';
import { openParts } from './open-parts.ts';
import { Origins } from './http/origins.ts';
import { createPages } from './http/pages.ts';
import { PacketBudget } from './connection/packet-budget.ts';
import { Permissions } from './moderation/permissions.ts';
import { publish } from './messages/publish.ts';
import { eraseElsewhere } from './people/erase-elsewhere.ts';
import { Refusal } from './refusal.ts';
import type { Relay } from './relay.ts';
import { requestHandlers } from './handlers/requests.ts';
import { dispatchEvents } from './handlers/dispatch.ts';
import { Drain } from './connection/drain/drain.ts';
import { FileTexts } from './rooms/old-clients/file-texts.ts';
import { OpenRoomLimits } from './rooms/open-room-limits.ts';
import { OpenRooms } from './rooms/open-rooms.ts';
import { RoomReader } from './rooms/room-reader.ts';
import { RoomRegistry } from './rooms/room-registry.ts';
import type { Connection, RelayServer } from './rooms/sockets.ts';
import { RefusalLog } from './connection/refusal-log.ts';
import { Requesters } from './connection/requesters.ts';
import { logStart, relayVersion } from './lifecycle-log.ts';
import { Backpressure } from './connection/backpressure.ts';
import { createTokenReader } from './connection/identity/tokens.ts';
import { serveTutorial } from './handlers/tutorial.ts';
import { RequestBodies } from './http/request-bodies.ts';
import { SessionUpgrades } from './http/session-upgrades.ts';
import { terminateAfterClose } from './connection/close-timeout.ts';

/** Enough for the longest text with every character escaped, and the other fields of its request. */
const maxFrameBytes = 64 * 1024;

/**
 * A dead connection is noticed after `pingInterval` + `pingTimeout`, in milliseconds: an absent member is shown for 10 s
 * at most. Half of this time is for the answer, because on a slow link a ping waits behind other data. Pings are small, so
 * a short interval costs little.
 */
const pingInterval = 5000;
const pingTimeout = 5000;

/** How long an Engine.IO connection may be open before its Socket.IO handshake is complete, in milliseconds. */
const connectTimeout = 10_000;

/** The event of Engine.IO for a refused handshake. */
interface HandshakeError {
  req: IncomingMessage;
  code: number;
  message: string;
}

/** Engine.IO's code for a handshake that `allowRequest` refused. */
const handshakeRefused = 4;

/**
 * Mounts a relay on an HTTP server, next to the server's own listeners. Call it after the server has its own request
 * listener. The server may be listening or not.
 *
 * @throws {TypeError} if an option is invalid
 * @throws {Error} if the data folder or Redis cannot be used
 */
export async function createRelay(httpServer: HttpServer, options: RelayOptions = {}): Promise<Relay> {
  const settings = parseOptions(options);
  const { path, greeting, demo, logger: givenLogger, ...rest } = settings;
  const { guestLinks, trustProxy: clientAddresses, maxBuffered, filesOrigin } = rest;
  const logger = givenLogger instanceof BoundedLogger ? givenLogger : new BoundedLogger(givenLogger);
  const addressOf = clientAddresses.of;
  const requesters = new Requesters(clientAddresses, rest.authenticate !== undefined);
  const hookSettings = { timeout: rest.hookTimeout * 1000, logger };
  const authenticate = boundedHook('authenticate', rest.authenticate, hookSettings);
  const authorize = boundedHook('authorize', rest.authorize, hookSettings);
  const filter = boundedHook('filter', rest.filter, hookSettings);
  const onReport = boundedHook('onReport', rest.onReport, { ...hookSettings, mayRefuse: false });
  const editWindow = rest.editWindow * 60_000;
  let closing: Promise<void> | undefined;
  let isClosed = false;
  const isReady = (): boolean => !isClosed;
  const origins = new Origins(rest.origins, rest.authenticate !== undefined);
  const notReadyReason = async (): Promise<string | undefined> => {
    if (closing) return isClosed ? 'closing' : 'draining';
    const failure = await log.probe();
    return failure && `store ${failure.code}: ${failure.reason}`;
  };
  // Before the folder is locked: if files of the pages are missing, nothing has to be given back.
  const version = relayVersion();
  const pages = createPages({ demo, filesOrigin, origins, clientAddresses, version, notReadyReason });
  const store = await openStore(settings, logger);
  const { log, nodes, unlock } = store;
  const giveBack = async (error: unknown): Promise<never> => {
    await nodes.close();
    await log.close();
    await unlock();
    throw error;
  };
  const presence = await openPresence(nodes, store.redis).catch(giveBack);
  const parts = await openParts(store, settings, logger).catch(async (error: unknown) => {
    await presence.close();
    return giveBack(error);
  });
  // Nothing below waits for the store, so nothing more has to be given back.
  const { limits, sessions, appended, webhooks, retention, reservedNames, moderation, queue } = parts;
  const { recentVisitors, metrics, names } = parts;
  const refusalLog = new RefusalLog(logger, metrics?.countRefusal);
  const { authSecret: secret, authJwks: jwks, authIssuer: issuer, authAudience: audience } = rest;
  const readToken = createTokenReader({ secret, jwks, issuer, audience }, logger);
  const auth = {
    sessions,
    authenticate,
    readToken,
    guests: rest.guests === 'allow',
    pictures: rest.pictures === 'allow',
    logger,
    refusalLog,
    requesters,
  };
  const permissions = new Permissions(authorize, rest);
  const pendingRequests = new PendingRequests();
  const knownReports = new KnownReports(nodes);
  const backpressure = new Backpressure(maxBuffered, logger);
  const connectionLimits = new ConnectionLimits(rest.limits);
  const upgrades = new SessionUpgrades();
  const requestBodies = new RequestBodies(rest.limits, addressOf);
  const isFilesHost = parts.transfer && filesHost(filesOrigin);
  const http = { origins, addressOf, requestBodies, isFilesHost, logger };
  const files = createFileRequests(parts.transfer, { ...rest, ...http, rates: limits });
  const packets = new PacketBudget(rest.limits, requesters, logger);
  const drain = new Drain(nodes, logger);
  const { socketServer, unmount } = mount(
    httpServer,
    path,
    { requestBodies, upgrades, drain, isFilesHost },
    (request, response, next) =>
      files(request, response, () => api(request, response, () => pages(request, response, next))),
    createNotFound(rest.apiKey !== undefined),
  );

  const io: RelayServer = new Server(socketServer, {
    cors: origins.cors,
    // Browsers apply CORS to polling only. Without this check, any page could open a WebSocket.
    allowRequest: (request, answer) => {
      const requester = requesters.ofRequest(request);
      refusalLog.warnOfUntrustedProxy(requester);
      const refuse = (refusal: Refusal): void => {
        refusalLog.report(refusal, requester);
        answer(refusal.code, false);
      };
      const refusal = origins.refusalOf(request) ?? connectionLimits.reserve(requester);
      if (refusal) return refuse(refusal);
      limits.take('handshakes', { address: requester.address }).then(
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
  const fileTexts = parts.transfer && new FileTexts(log, parts.transfer, path);
  const roomPlace = { io, log, presence, onFanOut: metrics?.observeFanOut, fileTexts };
  const openRooms = new OpenRooms(roomPlace, new OpenRoomLimits(rest.limits));
  const reader = new RoomReader(log, nodes.isShared, fileTexts);
  const rooms = new RoomRegistry(io, reader, names, openRooms, logger);
  const accessReview = new AccessReview({ rooms, permissions, shared: parts.reviews, logger });
  // Without the hook, rights come from the token, and the client is asked for a new one on expiry.
  if (authorize) accessReview.start(rest.reviewInterval * 1000);
  queue.onChange = (room, count) => rooms.emitQueueCount(room, count);
  io.engine.on('connection_error', ({ req, code, message }: HandshakeError) => {
    if (code !== handshakeRefused) refusalLog.reportMalformedHandshake(requesters.ofRequest(req), message);
  });
  io.engine.on('connection', (connection: Connection) => {
    const requester = requesters.add(connection);
    connectionLimits.add(requester);
    backpressure.watch(connection);
    packets.watch(connection);
    const { sid } = connection.transport;
    connection.on('upgrade', () => upgrades.complete(sid));
    connection.on('close', () => {
      connectionLimits.remove(requester);
      terminateAfterClose(connection);
    });
  });

  const freeConnection = authenticateConnections(io, {
    connectionLimits,
    limits,
    reservedNames,
    recentVisitors,
    auth,
  });
  const context: RelayContext = {
    ...parts,
    log,
    nodes,
    rooms,
    fileTexts,
    pendingRequests,
    permissions,
    knownReports,
    filter,
    holdGuestFiles: rest.guestFiles === 'hold',
    holdGuestLinks: guestLinks === 'hold',
    greeting,
    editWindow,
    onReport,
    watchAnswer: metrics?.watchAnswer,
    logger,
  };
  const api = createApi(rest.apiKey, { ...context, requestBodies, addressOf, reservedNames, isReady });
  moderation.onBanned = removeBannedElsewhere(context);
  eraseElsewhere(nodes, rooms);
  const handlers = requestHandlers(context);
  io.on('connection', (socket) => {
    packets.add(socket);
    socket.on('disconnect', () => {
      freeConnection(socket.conn);
      rooms.leaveAll(socket);
    });
    renewTokenOnExpiry(socket, auth, async () => {
      await reservedNames.reserve(socket.data.person);
      recentVisitors.recordVisit(socket.data.person, socket.data.address);
      await rooms.review(socket, permissions);
    });
    if (socket.data.guestId === undefined) serveTutorial(socket, context);
    else dispatchEvents(socket, handlers, context.watchAnswer, drain.holdConnection);
  });
  announceOutages(io, log);
  const connections = (): number => io.engine.clientsCount;
  metrics?.watch({ connections, joinedRooms: () => openRooms.count });

  const logStop = logStart(httpServer, settings, logger);

  return {
    async publish(room, message) {
      if (isClosed) throw new Refusal('unavailable', 'the relay is closed');
      return publish(context, { ...message, room });
    },

    async review(personId) {
      if (isClosed) throw new Refusal('unavailable', 'the relay is closed');
      await accessReview.review(personId);
    },

    close(reason = 'closed', drainSeconds = rest.drainSeconds) {
      if (drainSeconds === 0) drain.stop();
      drain.refuseNew();
      closing ??= (async () => {
        if (nodes.isShared) await drain.run(drainSeconds * 1000, io);
        isClosed = true;
        // Closes the connections below the sockets: clients reconnect after that, but not after a disconnect of the socket.
        io.engine.close();
        accessReview.stop();
        metrics?.close();
        rooms.close();
        queue.close();
        await closeInTime({
          // What retention has not removed yet is removed at the next start.
          first: [
            async () => webhooks?.close(),
            async () => retention?.close(),
            async () => parts.transfer?.close(),
            async () => parts.files?.close(),
            ...[reservedNames, recentVisitors, presence].map((part) => () => part.close()),
          ],
          appended,
          nodes,
          log,
          unlock,
          unmount,
          logger,
        });
        logStop(reason);
      })().finally(() => logger.flush());
      return closing;
    },
  };
}
