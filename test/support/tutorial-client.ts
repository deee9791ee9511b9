import type { TestContext } from 'node:test';
import { io, type Socket } from 'socket.io-client';
import { afterwards } from './afterwards.ts';
import { Inbox } from './inbox.ts';

interface Plain {
  message: string;
  username?: string;
}

/** The client that the classic Socket.IO chat tutorials build: it knows `send` and `message`, and nothing else. */
export function newTutorialClient(t: TestContext, url: string) {
  const socket: Socket = io(url, { forceNew: true, transports: ['websocket'] });
  afterwards(t, () => socket.disconnect());
  const messages = new Inbox<Plain>();
  socket.on('message', (data: Plain) => messages.put(data));
  return {
    socket,
    messages,
    send: (message: unknown, username?: unknown) => socket.emit('send', { message, username }),
    hears: (message: string) =>
      messages.first(`the message ${JSON.stringify(message)}`, (heard) => heard.message === message),
  };
}
