// What leaves the browser, for a picture that a person chooses.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { ascii, choose } from './attachments.ts';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { pressEnter } from './hands.ts';
import { localRelayWithFiles } from './servers.ts';
import { part } from './view.ts';

/** What is sent, for the file that is chosen. */
export async function sentOf(
  file: File,
  prepare: (chat: RealtimeChat) => Promise<void> = async () => {},
): Promise<File> {
  const url = await localRelayWithFiles();
  const chat = await openChat({ 'relay-url': url, room: newRoom() });
  await choose(chat, file);
  await eventually(() => expect(part(chat, 'attachment').dataset.state).to.equal('ready'));
  await prepare(chat);
  let outgoing: File | undefined;
  chat.addEventListener('chat-send', ({ detail }) => {
    const [sent] = detail.files ?? [];
    if (sent && 'data' in sent) outgoing = new File([sent.data], sent.name, { type: sent.data.type });
  });
  pressEnter(chat);
  return eventually(() => {
    if (!outgoing) throw new Error('Nothing was sent');
    return outgoing;
  });
}

export async function holds(file: Blob, text: string): Promise<boolean> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wanted = ascii(text);
  return bytes.some((_, at) => wanted.every((letter, index) => bytes[at + index] === letter));
}

export async function bitmapOf(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' });
}

/** The colour at a part of the way across and down. */
export async function colourAt(file: Blob, across: number, down: number): Promise<string> {
  const bitmap = await bitmapOf(file);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const [red = 0, , blue = 0] =
    context?.getImageData(Math.floor(bitmap.width * across), Math.floor(bitmap.height * down), 1, 1).data ??
    [];
  return red > blue ? 'red' : 'blue';
}
