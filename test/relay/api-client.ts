// A relay with an API, and requests to it: whole ones, and ones that are written by hand.
import { once } from 'node:events';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { QueueItem } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { afterwards } from '../support/afterwards.ts';
import { get } from '../support/http.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';

export const apiKey = 'a key of thirty-two characters, or more'.replaceAll(' ', '-');
export const bearer = { Authorization: `Bearer ${apiKey}` };
export const json = { ...bearer, 'Content-Type': 'application/json' };
export const lobby = '/api/rooms/lobby/messages';

/** A relay with an API, and a function that calls it with the key. */
export async function newServed(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { apiKey, ...options });
  const call = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? '' : JSON.stringify(body);
    const { status, headers, text } = await get(relay.url, path, { method, headers: json }, sent);
    return { status, headers, body: JSON.parse(text) as Answered };
  };
  return { relay, call };
}

/** The fields of all answers of the API. */
export interface Answered {
  epoch?: string;
  seq?: number;
  time?: number;
  id?: string;
  url?: string;
  duplicate?: boolean;
  messages?: { seq: number; id: string; message: string }[];
  floor?: number;
  items?: QueueItem[];
  decrees?: object[];
  rooms?: {
    room: string;
    messages: number;
    head: number;
    floor: number;
    lastActivity: number;
    members: number;
  }[];
  more?: boolean;
  count?: number;
  error?: { code: string; message: string; retryAfter?: number };
}

/** What the relay says to a request that is wrong. */
export async function refusal(url: string, path: string, options: RequestOptions, body = '') {
  const { status, headers, text } = await get(url, path, options, body);
  const { error } = JSON.parse(text) as Answered;
  return { status, headers, code: error?.code, message: error?.message };
}

/** A request to say something of which the relay has so far seen the head. */
export async function begun(t: TestContext, { url, server }: RunningRelay, body: string, length = 100) {
  const socket = await raw(t, url);
  const seen = new Promise<IncomingMessage>((resolve) => server.once('request', resolve));
  socket.write(`${head('POST', { 'Content-Length': String(length) })}\r\n${body}`);
  return { socket, request: await seen };
}

/** A connection on which a request is written by hand. */
export async function raw(t: TestContext, url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), 'localhost');
  afterwards(t, () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

export function head(method: string, headers: Record<string, string>): string {
  const lines = Object.entries({ Host: 'localhost', ...json, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${lobby} HTTP/1.1\r\n${lines.join('')}`;
}
