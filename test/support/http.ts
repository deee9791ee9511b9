import { once } from 'node:events';
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  text: string;
}

/**
 * One request over HTTP. Unlike `fetch` it sends the path as it is written, any header, and leaves a compressed body
 * compressed.
 */
export async function get(
  url: string,
  path: string,
  options: RequestOptions = {},
  body: string | Uint8Array = '',
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, path, agent: false, ...options });
  // Well above what any answer takes.
  sent.setTimeout(10_000, () => sent.destroy(new Error(`No answer to ${path}`)));
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const received = await buffer(response);
  const { statusCode: status = 0, headers } = response;
  return { status, headers, body: received, text: received.toString('utf8') };
}
