// Files that a person chooses, drops or pastes, and what the chat shows of them.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { refused } from './answers.ts';
import { eventually } from './eventually.ts';
import { say } from './hands.ts';
import { openFiles } from './pictures.ts';
import { isIn, part, parts } from './view.ts';

/** What a camera writes into a picture. */
export const cameraName = 'SecretCamera';
export const placeName = 'GPS 52.5200 N 13.4050 E';

export function textFile(name: string, text = 'some text'): File {
  return new File([text], name, { type: 'text/plain' });
}

/** A file that no program can make much smaller. */
export function largeFile(name: string, size: number): File {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return new File([bytes], name);
}

/** A picture: the left half is red, the right half is blue. */
export async function picture(
  type: 'image/jpeg' | 'image/png',
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#00f';
  context.fillRect(width / 2, 0, width / 2, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type));
  if (!blob) throw new Error('The picture is too large');
  return new Uint8Array(await blob.arrayBuffer());
}

/** A JPEG as a phone takes it, with its camera and its place, and lying on its side: orientation 6. */
export async function photo(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const plain = await picture('image/jpeg', width, height);
  const camera = ascii(`${cameraName}\0`);
  const directory = 8 + 2 + 2 * 12 + 4;
  const tiff = [
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2],
    [0x01, 0x10, 0, 2, 0, 0, 0, camera.length, 0, 0, 0, directory],
    [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
    [0, 0, 0, 0],
    camera,
  ].flat();
  const exif = segment(0xe1, [...ascii('Exif\0\0'), ...tiff]);
  const xmp = segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0<x>${placeName}</x>`));
  const comment = segment(0xfe, ascii(placeName));
  return joined(plain.slice(0, 2), exif, xmp, comment, plain.slice(2), ascii(placeName));
}

/** A red and a blue pixel. Firefox writes a chunk of its own into a PNG that it draws. */
export const plainPng = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
);

/** The same PNG with texts about it. */
export function pngWithTexts(): Uint8Array<ArrayBuffer> {
  const header = 8 + 25;
  const texts = [chunk('tEXt', `Comment\0${placeName}`), chunk('eXIf', `MM\0*${cameraName}`)];
  return joined(plainPng.slice(0, header), ...texts, plainPng.slice(header), ascii(placeName));
}

/** A WebP of the simplest kind in an extended file, with EXIF and XMP. */
export function webpWithMetadata(): Uint8Array<ArrayBuffer> {
  const base64 = 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==';
  const plain = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const vp8l = plain.slice(12);
  const parts = [
    riffChunk('VP8X', [0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    vp8l,
    riffChunk('EXIF', ascii(cameraName)),
    riffChunk('XMP ', ascii(placeName)),
  ];
  const body = joined(ascii('WEBP'), ...parts);
  return joined(ascii('RIFF'), little(body.length), body);
}

export function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A red AVIF with EXIF and XMP, as avifenc writes it. */
export function avifWithMetadata(): Uint8Array<ArrayBuffer> {
  const base64 =
    'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAF7bWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAA6aWxvYwAAAABEAAADAAEAAAABAAAB7AAAACEAAgAAAAEAAAGjAAAAKwADAAAAAQAAAc4AAAAeAAAAbWlpbmYAAAAAAAMAAAAaaW5mZQIAAAAAAQAAYXYwMUNvbG9yAAAAABlpbmZlAgAAAAACAABFeGlmRXhpZgAAAAAsaW5mZQIAAAAAAwAAbWltZVhNUABhcHBsaWNhdGlvbi9yZGYreG1sAAAAAChpcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAADmNkc2MAAwABAAEAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAcm1kYXQAAAAATU0AKgAAAAgAAQEQAAIAAAANAAAAGgAAAABTZWNyZXRDYW1lcmEAPHg+R1BTIDUyLjUyMDAgTiAxMy40MDUwIEU8L3g+EgAKCDgM/9hAQ0GkMhMWQAYYYYQAAHidiKk74RVbIxmA';
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The same in boxes of HEIC, with a picture that no browser decodes. */
export function heicWithMetadata(): Uint8Array<ArrayBuffer> {
  const names: Record<string, string> = { avif: 'heic', av01: 'hvc1', av1C: 'hvcC' };
  const text = Array.from(avifWithMetadata(), (byte) => String.fromCharCode(byte)).join('');
  return Uint8Array.from(ascii(text.replace(/avif|av01|av1C/g, (name) => names[name] ?? '')));
}

/** A box of an AVIF or HEIC. */
export function box(name: string, content: number[] | Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(little(content.length + 8).toReversed(), ascii(name), content);
}

/** A GIF of one pixel that is red and then blue, with a comment and XMP. */
export function gifWithMetadata(comment = placeName): Uint8Array<ArrayBuffer> {
  const [beginning, frames] = gifParts();
  const pieces = comment.match(/.{1,255}/gs) ?? [];
  const said = [0x21, 0xfe, ...pieces.flatMap((piece) => [piece.length, ...ascii(piece)]), 0];
  // What follows the XMP leads a reader of blocks to the end, wherever it is.
  const magic = [1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0];
  const xmp = [0x21, 0xff, 11, ...ascii(`XMP DataXMP<x>${cameraName}</x>`), ...magic];
  return joined(beginning, said, xmp, frames, [0x3b], ascii(placeName));
}

/** The same GIF without what is about it. */
export function plainGif(): Uint8Array<ArrayBuffer> {
  return joined(...gifParts(), [0x3b]);
}

/** Its beginning, with colours and the repetition, and its frames. */
function gifParts(): [number[], number[]] {
  const head = [...ascii('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255];
  const loop = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  const delay = [0x21, 0xf9, 4, 0, 10, 0, 0, 0];
  const frame = (data: number): number[] => [...delay, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, data, 1, 0];
  return [
    [...head, ...loop],
    [...frame(0x44), ...frame(0x4c)],
  ];
}

/** A WebP that moves, with as many bytes as asked for. */
export function movingWebp(size: number): Uint8Array<ArrayBuffer> {
  const plain = webpWithMetadata();
  const vp8l = plain.slice(30, 30 + 22);
  const frame = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0];
  const body = joined(
    ascii('WEBP'),
    riffChunk('VP8X', [0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    riffChunk('ANIM', [0, 0, 0, 0, 0, 0]),
    ...[1, 2].map(() => riffChunk('ANMF', [...frame, ...vp8l])),
    riffChunk(
      'JUNK',
      Array.from({ length: size }, () => 1),
    ),
  );
  return joined(ascii('RIFF'), little(body.length), body);
}

function little(size: number): number[] {
  return [size & 255, (size >> 8) & 255, (size >> 16) & 255, size >>> 24];
}

export function segment(marker: number, content: number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
}

/** The check sum is wrong: browsers pass over such a chunk, which a picture does not need. */
export function chunk(name: string, content: string): number[] {
  return [...little(content.length).toReversed(), ...ascii(name), ...ascii(content), 0, 0, 0, 0];
}

function riffChunk(name: string, content: number[]): number[] {
  return [...ascii(name), ...little(content.length), ...content, ...(content.length % 2 ? [0] : [])];
}

export function joined(...all: (number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(all.flatMap((each) => [...each]));
}

/** Chooses files as the dialog of the browser does. */
export async function choose(chat: RealtimeChat, ...files: File[]): Promise<void> {
  const input = await eventually(() => {
    const found = chat.shadowRoot?.querySelector<HTMLInputElement>('input[type="file"]');
    if (!found) throw new Error('No files can be chosen');
    return found;
  });
  input.files = transferOf(files).files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @returns whether the browser is left to do what it does with files that are dropped there. */
export function drag(target: Element, type: 'dragover' | 'drop', ...files: File[]): boolean {
  const event = new DragEvent(type, { bubbles: true, composed: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: transferOf(files) });
  return target.dispatchEvent(event);
}

/** @returns whether the browser is left to paste. */
export function paste(target: Element, files: File[], text = ''): boolean {
  const event = new ClipboardEvent('paste', { bubbles: true, composed: true, cancelable: true });
  const transfer = transferOf(files);
  if (text) transfer.setData('text/plain', text);
  Object.defineProperty(event, 'clipboardData', { value: transfer });
  return target.dispatchEvent(event);
}

function transferOf(files: File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}

/** The names of the files above the text field. */
export function chosen(chat: RealtimeChat): string[] {
  return parts(chat, 'attachment').map((item) => item.querySelector('.name')?.textContent ?? '');
}

/** Waits until these files are above the text field, in this state. */
export async function isChosen(chat: RealtimeChat, names: string[], state?: string): Promise<void> {
  await eventually(() => {
    expect(chosen(chat)).to.deep.equal(names);
    const states = new Set(parts(chat, 'attachment').map(({ dataset }) => dataset.state));
    if (state !== undefined && names.length > 0) expect([...states]).to.deep.equal([state]);
  });
}

/** The row of a file above the text field. */
export function rowOf(chat: RealtimeChat, name: string): HTMLElement {
  const found = parts(chat, 'attachment')[chosen(chat).indexOf(name)];
  if (!found) throw new Error(`${name} is not chosen`);
  return found;
}

export function clickRemove(chat: RealtimeChat, name: string): void {
  rowOf(chat, name).querySelector<HTMLElement>('[part="remove"]')?.click();
}

/** The files of each message, in order, as far as they are stored. */
export function sentFiles(chat: RealtimeChat): string[][] {
  return chat.messages
    .filter(({ seq }) => seq !== undefined)
    .map(({ files = [] }) => files.map(({ name }) => name));
}

/** Waits until the last message is stored, with these files. */
export async function hasSentFiles(chat: RealtimeChat, ...names: string[]): Promise<void> {
  await eventually(() => expect(sentFiles(chat).at(-1)).to.deep.equal(names));
}

/** Whether the chat shows that files can be dropped. */
export function showsDrop(chat: RealtimeChat): boolean {
  return part(chat, 'panel').dataset.drop !== undefined;
}

/** Ann, with files for the next message: one that the relay has refused, and pictures that are being uploaded, one of them large. */
export async function openFilesToSend(attributes: Record<string, string>): Promise<RealtimeChat> {
  const { chat } = await openFiles([], { uploads: [refused('storage_full')], attributes });
  await eventually(() => part(chat, 'attach'));
  await choose(chat, textFile('notes.txt'));
  await isChosen(chat, ['notes.txt'], 'failed');
  await choose(chat, new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' }));
  await choose(chat, new File([await picture('image/jpeg', 2600, 40)], 'wide.jpg', { type: 'image/jpeg' }));
  await eventually(() => {
    expect(rowOf(chat, 'map.png').dataset.state).to.equal('uploading');
    expect(parts(chat, 'alt')).to.have.length(2);
    expect(chat.shadowRoot?.querySelector('.scale input')).to.exist;
  });
  return chat;
}

/** Ann, with a message that the relay has refused, whose files are there. */
export async function openRefusedFiles(attributes: Record<string, string>): Promise<RealtimeChat> {
  const bytes = await picture('image/png', 60, 40);
  const uploads = [{ ok: true, id: 'map', url: 'files/uploads/map' }];
  const taken = { map: 1 };
  const { chat } = await openFiles([], { uploads, taken, sends: [refused('conflict')], attributes });
  await choose(chat, new File([bytes], 'map.png', { type: 'image/png' }));
  await isChosen(chat, ['map.png'], 'ready');
  say(chat, 'the way');
  await isIn(chat, 'the way', 'failed');
  await eventually(() => part(chat, 'picture'));
  return chat;
}

/** Ann, with a message that waits for its picture and its document. */
export async function openUploading(attributes: Record<string, string>): Promise<RealtimeChat> {
  const { chat } = await openFiles([], { attributes });
  const map = new File([await picture('image/png', 60, 40)], 'map.png', { type: 'image/png' });
  await choose(chat, map, textFile('notes.txt'));
  await isChosen(chat, ['map.png', 'notes.txt'], 'uploading');
  say(chat, 'the way');
  // What can be done with it loads later.
  await eventually(() => {
    part(chat, 'cancel');
    part(chat, 'picture');
  });
  return chat;
}
