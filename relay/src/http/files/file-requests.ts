import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressOf } from '../../connection/client-address.ts';
import type { FileTransfer } from '../../files/transfer.ts';
import { refusalOf } from '../../handlers/handle.ts';
import type { LimitSettings, RateLimits } from '../../limits/rate-limits.ts';
import type { Logger } from '../../logger.ts';
import { ApiError } from '../api/api-error.ts';
import { answerJson } from '../json-answer.ts';
import type { Middleware } from '../mount.ts';
import type { Origins } from '../origins.ts';
import type { RequestBodies } from '../request-bodies.ts';
import { pageHeaders } from '../security-headers.ts';
import { OpenDownloads } from './open-downloads.ts';
import { serveFile } from './serve-file.ts';
import { serveUpload } from './tus.ts';

const uploadPath = /^\/files\/uploads\/([\w-]{22})$/;
const filePath = /^\/files\/([\w-]{22})\/[^/]*$/;

export interface FileRequestsOptions {
  origins: Origins;
  filesOrigin?: string | undefined;
  /** Absent if limits are switched off. */
  limits: LimitSettings | undefined;
  rates: Pick<RateLimits, 'take'>;
  addressOf: AddressOf;
  requestBodies: RequestBodies;
  logger: Logger;
}

/**
 * The addresses of files and of uploads. With an origin of their own they are served for its host alone, and nothing else is:
 * whatever a browser would run there, it could not reach the pages of the relay.
 *
 * @param transfer absent if the relay takes no files
 */
export function createFileRequests(
  transfer: FileTransfer | undefined,
  { origins, filesOrigin, limits, rates, addressOf, requestBodies, logger }: FileRequestsOptions,
): Middleware {
  if (!transfer) return (_request, _response, next) => next();
  const downloads = new OpenDownloads(limits, addressOf);
  const ownHost = filesOrigin === undefined ? undefined : hostOf(filesOrigin);
  const [scheme = ''] = filesOrigin?.split('//') ?? [];

  return (request, response, next) => {
    const isForFiles = ownHost === undefined || hostOf(`${scheme}//${request.headers.host}`) === ownHost;
    const [path = '', ...rest] = (request.url ?? '').split('?');
    const [, uploadId] = (isForFiles ? uploadPath.exec(path) : undefined) ?? [];
    const [, fileId] = (isForFiles ? filePath.exec(path) : undefined) ?? [];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (uploadId === undefined && (fileId === undefined || !isRead)) {
      if (ownHost === undefined || !isForFiles) return next();
      if (requestBodies.admit(request, response)) response.writeHead(404, pageHeaders).end();
      return;
    }
    if (!requestBodies.admit(request, response)) return;
    const query = new URLSearchParams(rest.join('?'));
    const cors = origins.headersFor(request);
    const serve = async (): Promise<boolean | void> => {
      // Each may read the store and the disk.
      await rates.take('file-requests', { address: addressOf(request) });
      return uploadId === undefined
        ? serveFile(request, response, transfer, { id: fileId ?? '', query, cors, downloads })
        : serveUpload(request, response, transfer, { id: uploadId, key: query.get('key') ?? '', cors });
    };
    serve().then(
      (isServed) => isServed === false && next(),
      (error: unknown) => refuse(request, response, error, cors),
    );
  };

  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    error: unknown,
    cors: OutgoingHttpHeaders,
  ): void {
    // The client has left, or was cut off. What has arrived of its body is kept.
    const isCutOff = (request.destroyed && !request.complete) || request.errored !== null;
    if (isCutOff || response.destroyed || response.headersSent) return void response.destroy();
    const refused = error instanceof ApiError ? error : ApiError.of(refusalOf(error, logger));
    answerJson(response, refused.status, refused, { ...cors, ...refused.headers });
  }
}

/** In lower case, and without the port that belongs to the scheme: some proxies add it. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
