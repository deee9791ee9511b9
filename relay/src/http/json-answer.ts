import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { noSniff } from './security-headers.ts';

/** The headers of answers that hold for one request alone. */
export const unstored = { 'Cache-Control': 'no-store', ...noSniff };

/** Answers by JSON. Node leaves the body out where the method is HEAD. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders = {},
): void {
  const json = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    ...unstored,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    ...headers,
  });
  response.end(json);
}
