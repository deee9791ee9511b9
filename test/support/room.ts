import type { TestContext } from 'node:test';
import { ChatRoom, type ChatRoomOptions } from '@realtime-chat/widget/client';
import { afterwards } from './afterwards.ts';
import { until } from './until.ts';

/** A room of the headless client, not connected yet; closed after the test. */
export function newRoom(
  t: Pick<TestContext, 'after'>,
  relayUrl: string,
  options: Partial<ChatRoomOptions> = {},
): ChatRoom {
  const room = new ChatRoom({ relayUrl, username: 'Ann', ...options });
  afterwards(t, () => room.close());
  return room;
}

/** A room that is entered. */
export async function enteredRoom(
  t: Pick<TestContext, 'after'>,
  relayUrl: string,
  options?: Partial<ChatRoomOptions>,
): Promise<ChatRoom> {
  const room = newRoom(t, relayUrl, options);
  room.connect();
  await online(room);
  return room;
}

/** Resolves when the room is as `look` wants it. */
export function shows<T>(room: ChatRoom, what: string, look: () => T | false | undefined): Promise<T> {
  return until(what, (check) => room.on('change', check), look);
}

export function online(room: ChatRoom): Promise<true> {
  return shows(room, 'being online', () => room.status === 'online');
}

/** Resolves when the room shows a message with this text that is stored. */
export function hears(room: ChatRoom, text: string) {
  return shows(room, `the message ${JSON.stringify(text)}`, () =>
    room.messages.find(({ message, state }) => message === text && state === 'sent'),
  );
}

/** The texts of what people said, in the order in which the room shows it. */
export function said(room: ChatRoom): string[] {
  return room.messages.filter(({ username }) => username !== undefined).map(({ message }) => message);
}
