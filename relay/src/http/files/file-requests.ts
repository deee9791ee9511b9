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
import type { FilesHost } from './files-host.ts';
import { OpenDownloads } from './open-downloads.ts';
import { serveFile } from './serve-file.ts';
import { serveUpload } from './tus.ts';

const uploadPath = /^\/files\/uploads\/([\w-]{22})$/;
const filePath = /^\/files\/([\w-]{22})\/[^/]*$/;

export interface FileRequestsOptions {
  origins: Origins;
  isFilesHost: FilesHost | undefined;
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
  { origins, isFilesHost, limits, rates, addressOf, requestBodies, logger }: FileRequestsOptions,
): Middleware {
  if (!transfer) return (_request, _response, next) => next();
  const downloads = new OpenDownloads(limits, addressOf);

  return (request, response, next) => {
    const isForFiles = isFilesHost?.(request);
    const [path = '', ...rest] = (request.url ?? '').split('?');
    const [, uploadId] = (isForFiles === false ? undefined : uploadPath.exec(path)) ?? [];
    const [, fileId] = (isForFiles === false ? undefined : filePath.exec(path)) ?? [];
    const query = new URLSearchParams(rest.join('?'));
    // Without a key, it may be for the host of the relay, which may have such a path as well.
    const isRead = (request.method === 'GET' || request.method === 'HEAD') && query.has('key');
    if (uploadId === undefined && (fileId === undefined || !isRead)) {
      if (!isForFiles) return next();
      if (requestBodies.admit(request, response)) response.writeHead(404, pageHeaders).end();
      return;
    }
    if (!requestBodies.admit(request, response)) return;
    const cors = origins.headersFor(request);
    const serve = async (): Promise<void> => {
      // Each may read the store and the disk.
      await rates.take('file-requests', { address: addressOf(request) });
      return uploadId === undefined
        ? serveFile(request, response, transfer, { id: fileId ?? '', query, cors, downloads })
        : serveUpload(request, response, transfer, { id: uploadId, key: query.get('key') ?? '', cors });
    };
    serve().catch((error: unknown) => refuse(request, response, error, cors));
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
