import { cutText } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import { ChatError, type ChatErrorCode, type ChatRoom, type OutgoingFile } from '../../client/index.js';
import type { OutboxFile } from '../../client/outbox/outbox-item.js';
import type { Uploads } from '../../client/outbox/uploads/uploads.js';
import type { AttachmentsContext, ChatContext, ConversationHost } from '../../element/context.js';
import { addEnglish } from '../../i18n/locale-registry.js';
import { enAttachments } from '../../i18n/locales/en-attachments.js';
import { ignoreRefusal } from '../../ui/ignore-refusal.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { attachmentsStyles } from './attachments-styles.js';
import { ChosenFile } from './chosen-file.js';
import { chosenFiles } from './chosen-files.js';
import { DropTarget } from './drop-target.js';
import { prepareFile } from './prepare-file.js';

/** The files that are chosen for the next message of each room, while the page lives. Their uploads begin at once. */
export class Attachments implements AttachmentsContext, ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  /** By room and person. */
  #lists = new Map<string, ChosenFile[]>();
  #scales = true;
  /** Settles when all files are prepared. One after the other: decoded pictures need much memory. */
  #prepared = Promise.resolve();
  /** The place whose message is to be sent once its files are prepared. */
  #sending: string | undefined;
  #drop: DropTarget;
  /** The room of the uploads: the last one with files. */
  #room: ChatRoom | undefined;
  #uploads: Uploads | undefined;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    this.#drop = new DropTarget(host, context);
    adoptStyles(host, attachmentsStyles);
    addEnglish(enAttachments);
    host.addController(this);
  }

  /** Files stay chosen in another `ChatRoom` of the same room, such as after a new token. */
  hostUpdated(): void {
    if (this.#context.room !== this.#room && this.#list.length > 0) void this.#enter();
  }

  get files(): readonly OutboxFile[] | undefined {
    const files = this.#list.flatMap(({ outgoing, alt }) => {
      if (outgoing) outgoing.alt = alt.trim() || undefined;
      return outgoing ?? [];
    });
    return files.length > 0 ? files : undefined;
  }

  receive(type: string, files: readonly File[]): void {
    const canAttach = mayAttach(this.#context);
    this.#drop.receive(type, canAttach);
    // Before the drop, browsers do not tell the files.
    if (type === 'dragover' || files.length === 0) return;
    if (!canAttach) return this.#context.showNotice(this.#context.words.problem('files_off'));
    void this.#add(files);
  }

  objection(resubmit: () => void): ChatErrorCode | undefined {
    const list = this.#list;
    if (list.some(({ isPreparing }) => isPreparing)) {
      void this.#resubmit(resubmit);
      return 'cancelled';
    }
    // Until the room is joined, nobody knows. The message then waits in the outbox.
    const isKnown = this.#context.room?.status === 'online';
    if (list.length > 0 && isKnown && !mayAttach(this.#context)) return 'files_off';
    return list.map((file) => this.problemOf(file)).find(Boolean);
  }

  clear(): void {
    this.#lists.delete(this.#place);
    this.#host.requestUpdate();
  }

  /** A page that gives files of its own has chosen how they are. */
  async prepare(files: readonly (File | OutgoingFile)[]): Promise<readonly OutgoingFile[]> {
    const prepared: OutgoingFile[] = [];
    for (const file of files) {
      prepared.push('data' in file ? file : (await prepareFile(file, true)).outgoing);
    }
    return prepared;
  }

  get most(): number | undefined {
    return this.#context.room?.files?.most;
  }

  render(): unknown {
    return chosenFiles(this.#list, this.#scales, this, this.#context.words);
  }

  /** Why a file cannot be sent as it is. */
  problemOf({ problem, outgoing }: ChosenFile): ChatErrorCode | undefined {
    return problem ?? (outgoing && this.#uploads?.errorOf(outgoing)?.code);
  }

  refusalOf({ outgoing }: ChosenFile): ChatErrorCode | undefined {
    return outgoing && this.#uploads?.refusalOf(outgoing);
  }

  focusText(): void {
    this.#context.composer.focusField();
  }

  setAlt(file: ChosenFile, text: string): void {
    file.alt = cutText(text, this.#uploads?.limits.alt ?? 0);
  }

  retry({ outgoing }: ChosenFile): void {
    if (outgoing) this.#uploads?.retry(outgoing);
    this.#host.requestUpdate();
  }

  remove(file: ChosenFile): void {
    const list = this.#list;
    const index = list.indexOf(file);
    if (index === -1) return;
    list.splice(index, 1);
    if (file.outgoing) this.#uploads?.remove(file.outgoing);
    const { words, composer } = this.#context;
    this.#context.announce(words.text('fileRemoved', { name: file.name }));
    composer.showProblem(undefined);
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#focusAfter(index));
  }

  /** Whether large pictures are sent scaled down. */
  set scales(scales: boolean) {
    this.#scales = scales;
    for (const file of this.#list) {
      if (!file.isLarge) continue;
      if (file.outgoing) this.#uploads?.remove(file.outgoing);
      file.outgoing = file.problem = undefined;
      this.#prepare(file);
    }
    this.#host.requestUpdate();
  }

  get #place(): string {
    const { room, relayUrl } = this.#context;
    return `${room?.storagePrefix ?? relayUrl} ${room?.room ?? ''}`;
  }

  get #list(): ChosenFile[] {
    return this.#lists.get(this.#place) ?? [];
  }

  async #add(files: readonly File[]): Promise<void> {
    const { words, composer } = this.#context;
    const place = this.#place;
    const uploads = await this.#enter();
    // They are for the room that was shown then.
    if (place !== this.#place) return;
    if (!uploads) return this.#context.showNotice(words.problem('no_answer'));
    const list = this.#list;
    this.#lists.set(this.#place, list);
    const most = uploads.limits.files;
    const added = files.slice(0, most - list.length).map((file) => new ChosenFile(file));
    list.push(...added);
    for (const file of added) this.#prepare(file);
    if (added.length < files.length) this.#context.showNotice(words.text('mostFiles', { count: most }));
    else this.#context.announce(words.text('attached', { count: list.length }));
    this.#host.requestUpdate();
    composer.focusField();
  }

  /** Sends once, and only what was to be sent: another room, or an edit, may have the field by then. */
  async #resubmit(resubmit: () => void): Promise<void> {
    if (this.#sending === this.#place) return;
    const place = (this.#sending = this.#place);
    await this.#prepared;
    if (this.#sending !== place) return;
    this.#sending = undefined;
    if (place === this.#place && !this.#context.composer.isEditing) resubmit();
  }

  #prepare(file: ChosenFile): void {
    const prepared = this.#prepared.then(() => this.#prepareNow(file));
    // A failure of one file does not hold up the files behind it.
    this.#prepared = prepared.catch(() => {});
  }

  async #prepareNow(file: ChosenFile): Promise<void> {
    try {
      const prepared = await prepareFile(file.source, this.#scales);
      const [outgoing] = this.#uploads?.filesOf([prepared.outgoing]) ?? [];
      file.prepared(prepared, outgoing);
      await this.#enter();
      if (file.size === 0) file.problem = 'file_empty';
      else if (file.size > (this.most ?? Infinity)) file.problem = 'too_large';
    } catch (error) {
      file.problem = error instanceof ChatError ? error.code : 'file_unreadable';
      // A file without an outcome would hold up Send for ever, so a defect of this code has one as well.
      if (!(error instanceof ChatError || error instanceof DOMException)) throw error;
    } finally {
      this.#host.requestUpdate();
    }
    this.#start(file);
  }

  /** A file may have been removed while it was prepared, and the room may be another one. */
  #start(file: ChosenFile): void {
    const isShown = this.#room === this.#context.room && this.#list.includes(file);
    if (isShown && file.outgoing && !file.problem) this.#uploads?.start(file.outgoing);
  }

  /** @returns the uploads of the room that is shown; undefined if their code cannot be loaded now */
  async #enter(): Promise<Uploads | undefined> {
    const { room } = this.#context;
    if (room === this.#room) return this.#uploads;
    const uploads = (await room?.uploads().catch(ignoreRefusal)) ?? undefined;
    if (!uploads || room !== this.#context.room) return undefined;
    if (room === this.#room) return this.#uploads;
    this.#room = room;
    this.#uploads = uploads;
    uploads.watch(() => this.#host.requestUpdate());
    for (const file of this.#list) this.#start(file);
    return uploads;
  }

  /** The button of the file that is now in its place, or the text field. */
  #focusAfter(index: number): void {
    const buttons = this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[part="remove"]');
    const next = buttons?.[Math.min(index, buttons.length - 1)];
    if (next) next.focus();
    else this.#context.composer.focusField();
  }
}

/** Whether this person may send files here: not while the composer is away, either. */
function mayAttach({ room, isReadonly }: ChatContext): boolean {
  return !isReadonly && !room?.restriction && (room?.files?.attach ?? false);
}
