import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { read, refusedSchema, uploadPlaceSchema } from '@realtime-chat/protocol';
import { token } from '../support/tokens.ts';
import { png } from '../support/uploads.ts';
import { enter } from './enter.ts';
import type { FaultFile, FileMessage } from './file-checker.ts';
import { InsistentClient, type Outcome } from './insistent-client.ts';
import type { Moments } from './moments.ts';
import type { Random } from './random.ts';
import { cancelUpload, sendResuming, type Sending } from './resumed-upload.ts';

/** Bytes that several people upload: the relay keeps them once. */
const shared = Array.from({ length: 4 }, (_, index) => ({ seed: `shared ${index}`, size: 50_000 << index }));

/** Uploads files, and sends messages with them. */
export class Uploader {
  readonly room: string;
  readonly uploads: FaultFile[] = [];
  readonly messages: FileMessage[] = [];
  #name: string;
  #url: string;
  #client: InsistentClient;
  #random: Random;
  #moments: Moments;

  constructor(name: string, relayUrl: string, room: string, random: Random, moments: Moments) {
    this.room = room;
    this.#name = name;
    this.#url = relayUrl;
    this.#random = random;
    this.#moments = moments;
    this.#client = new InsistentClient(relayUrl, {
      auth: (give) => void token({ sub: name, name }).then((bearer) => give({ protocol: 1, token: bearer })),
      enter: () => enter(this.#client, room, name),
      act: () => this.#act(),
      era: () => 0,
    });
  }

  /** Sends so many messages more. */
  send(count: number): void {
    this.#client.do(count);
  }

  get isDone(): boolean {
    return this.#client.isDone;
  }

  close(): void {
    this.#client.close();
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const uploads = await Promise.all(Array.from({ length: random.between(1, 3) }, () => this.#upload()));
    const files = uploads.flatMap((file) => (file?.isComplete && !file.isCancelled ? [file.id] : []));
    // Some files are never sent.
    if (files.length === 0 || random.chance(0.08)) return;
    const message = this.#newMessage(files);
    if (random.chance(0.08)) {
      // As from a page that is closed: nobody asks again.
      await this.#moments.during('a message', () => this.#client.ask('send', this.#requestOf(message)));
      return;
    }
    const rivals = random.chance(0.15) ? [this.#newMessage([random.pick(files)])] : [];
    for (const each of [message, ...rivals]) each.hasRival = rivals.length > 0;
    await Promise.all(
      [message, ...rivals].map((each) =>
        this.#moments.during('a message', () => this.#client.insist(each, 'send', this.#requestOf(each))),
      ),
    );
    if (message.acknowledged && random.chance(0.12)) await this.#delete(message, message.acknowledged.seq);
  }

  #newMessage(files: readonly string[]): FileMessage {
    const message = { id: randomBytes(16).toString('hex'), files, hasRival: false };
    this.messages.push(message);
    return message;
  }

  #requestOf({ id, files }: FileMessage): object {
    // An empty text is allowed beside files.
    const message = id.startsWith('0') ? '' : `${this.#name} sends ${id}`;
    return { room: this.room, id, message, files: files.map((file) => ({ id: file, alt: 'a picture' })) };
  }

  async #delete(message: FileMessage, seq: number): Promise<void> {
    const deletion: Outcome = {};
    message.deletion = deletion;
    const id = randomBytes(16).toString('hex');
    const target = { seq, id: message.id };
    await this.#client.insist(deletion, 'delete', { room: this.room, id, target });
  }

  async #upload(): Promise<FaultFile | undefined> {
    const name = `${this.#name}-${this.uploads.length}-${randomBytes(4).toString('hex')}.bin`;
    const random = this.#random.fork(name);
    const bytes = bytesFor(name, random);
    const place = await this.#begin(name, bytes.length);
    if (!place) return undefined;
    const upload: FaultFile = {
      id: place.id,
      room: this.room,
      name,
      size: bytes.length,
      hash: createHash('sha256').update(bytes).digest('hex'),
      isComplete: false,
      isCancelled: false,
    };
    this.uploads.push(upload);
    const sending: Sending = {
      url: this.#url,
      path: `/${place.url}`,
      bytes,
      random,
      moments: this.#moments,
      isClosed: () => this.#client.isClosed,
    };
    // Some uploads are left before their last part, and some are cancelled.
    const isLeft = random.chance(0.07);
    const end = isLeft ? random.between(0, bytes.length - 1) : bytes.length;
    const refused = await sendResuming(sending, end);
    if (refused !== undefined) upload.refused = refused;
    else if (!isLeft) upload.isComplete = true;
    if (random.chance(0.05)) {
      await cancelUpload(sending);
      upload.isCancelled = true;
    }
    return upload;
  }

  async #begin(name: string, size: number): Promise<{ id: string; url: string } | undefined> {
    while (!this.#client.isClosed) {
      const request = { room: this.room, name, size };
      const answer = this.#client.isIn ? await this.#client.ask('upload', request) : undefined;
      const place = read(uploadPlaceSchema, answer);
      if (place) return place;
      const code = read(refusedSchema, answer)?.error.code;
      if (code !== undefined && code !== 'unavailable' && code !== 'not_joined')
        throw new Error(`the relay refused the upload of ${name}: ${code}`);
      await delay(50);
    }
    return undefined;
  }
}

function bytesFor(name: string, random: Random): Buffer {
  if (random.chance(0.2)) {
    const { seed, size } = random.pick(shared);
    return stretch(seed, size);
  }
  const most = random.pick([100, 20_000, 300_000, 1_200_000]);
  const bytes = stretch(name, random.between(1, most));
  return random.chance(0.2) ? Buffer.concat([png(), bytes]) : bytes;
}

/** The same bytes for the same seed. */
function stretch(seed: string, outputLength: number): Buffer {
  return createHash('shake256', { outputLength }).update(seed).digest();
}
