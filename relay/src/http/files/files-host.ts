import type { IncomingMessage } from 'node:http';

/** Whether a request is for the host of files, which has nothing else. */
export type FilesHost = (request: Pick<IncomingMessage, 'headers'>) => boolean;

/** @returns undefined if files have no origin of their own */
export function filesHost(filesOrigin: string | undefined): FilesHost | undefined {
  if (filesOrigin === undefined) return undefined;
  const [scheme = ''] = filesOrigin.split('//');
  const ownHost = hostOf(filesOrigin);
  return ({ headers }) => hostOf(`${scheme}//${headers.host}`) === ownHost;
}

/** In lower case, and without the port that belongs to the scheme: some proxies add it. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
