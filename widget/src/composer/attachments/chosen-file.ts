import type { ChatErrorCode } from '../../client/index.js';
import type { OutboxFile } from '../../client/outbox/outbox-item.js';
import type { Canvas } from './drawing.js';
import type { PreparedFile } from './prepare-file.js';

/** A file above the text field, which goes with the next message. */
export class ChosenFile {
  readonly source: File;
  /** What a person has typed as the alternative text. */
  alt = '';
  /** What is sent, once it is prepared. */
  outgoing: OutboxFile | undefined;
  thumbnail: Canvas | undefined;
  isLarge = false;
  /** Why it cannot be sent. */
  problem: ChatErrorCode | undefined;

  constructor(source: File) {
    this.source = source;
  }

  get name(): string {
    return this.outgoing?.name ?? this.source.name;
  }

  get size(): number {
    return this.outgoing?.size ?? this.source.size;
  }

  get isPreparing(): boolean {
    return !this.outgoing && !this.problem;
  }

  get isPicture(): boolean {
    return this.thumbnail !== undefined;
  }

  prepared({ thumbnail, isLarge }: PreparedFile, outgoing: OutboxFile | undefined): void {
    this.thumbnail = thumbnail;
    this.isLarge = isLarge;
    this.outgoing = outgoing;
  }
}
