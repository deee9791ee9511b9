import { cutText, limits } from '@realtime-chat/protocol';
import type { ChatRoom } from '../../client/index.js';
import { recall, recallInTab, remember, rememberInTab } from '../../client/storage.js';

/**
 * The longest draft, in UTF-16 code units: some messages' worth, so that a longer text can be cut down. Browsers need seconds
 * to lay out a text of megabytes.
 */
export const maxDraft = 4 * limits.text;

/** The drafts of all chats on this page. Two chats in one room have two drafts. */
const onPage = new Set<Draft>();

/**
 * The text that is written but not sent, kept for each person in each room. Each tab keeps its own, and localStorage the last
 * one of all tabs, for a tab that is opened later. A sent text stays part of the draft until the outbox has stored it, which
 * takes a moment: a page that ends in between must not lose it.
 */
export class Draft {
  /** Tells apart the drafts of several chats in one room on a page. Chats are in the same order after a reload. */
  #slot = 0;
  /** The room whose draft is in the field. */
  #room: ChatRoom | undefined;
  /** The key of the person's draft in this room; undefined while the person is unknown. */
  #key: string | undefined;
  /** The text that was put into the field; undefined if no draft was. */
  #loaded: string | undefined;
  /** Sent texts that the outbox has not stored yet. */
  #unstored: { key: string | undefined; text: string }[] = [];

  /** Whether the draft in the field is that of this room and its person: a page may renew the token of the same person. */
  belongsTo(room: ChatRoom | undefined): boolean {
    const isSame = this.#keyIn(room) === this.#key && (this.#key !== undefined || room === this.#room);
    return isSame && this.#loaded !== undefined;
  }

  /** The field is gone, and the next one is empty. */
  unload(): void {
    this.#loaded = undefined;
  }

  /**
   * Finds the text for a field of this room and the person who acts in it.
   *
   * @param shown the text that is in the field now
   */
  load(room: ChatRoom | undefined, shown: string): string {
    const [loaded, previousKey] = [this.#loaded, this.#key];
    // Nobody was in the room yet, for example before a sign-in.
    const hadNobody = room?.room === this.#room?.room && this.#room?.me === undefined;
    // If only the person has become better known, what was typed is theirs, and what was there before is not.
    const moves = loaded !== undefined && shown !== loaded && (room === this.#room || hadNobody);
    if (room?.room !== this.#room?.room) this.#slot = this.#freeSlot(room);
    this.#room = room;
    this.#key = this.#keyIn(room);
    this.#loaded = recalled(this.#key);
    if (!moves) return this.#loaded;
    store(previousKey, loaded);
    const text = joined(this.#loaded, shown);
    this.save(text);
    return text;
  }

  save(text: string): void {
    if (this.#loaded === undefined) return;
    const unstored = this.#unstored.filter(({ key }) => key === this.#key).map((each) => each.text);
    // Of a draft that is too long, what is typed now is kept.
    store(this.#key, joined(cutText(joined(...unstored), Math.max(0, maxDraft - text.length - 1)), text));
  }

  /** To be called when a text is sent. */
  add(text: string): void {
    this.#unstored.push({ key: this.#key, text });
  }

  /**
   * To be called when the outbox has stored a text.
   *
   * @param shown the text that is in the field now; undefined if that is no part of the draft
   */
  stored(text: string, room: ChatRoom, shown: string | undefined): void {
    const at = this.#unstored.findIndex((each) => each.text === text);
    const key = this.#unstored[at]?.key ?? this.#keyIn(room);
    if (at !== -1) this.#unstored.splice(at, 1);
    if (key === this.#key && this.#loaded !== undefined && shown !== undefined) return this.save(shown);
    // The room was left, or an edit is under way. What was written after the text stays.
    const draft = recalled(key);
    if (draft === text || draft.startsWith(`${text}\n`)) store(key, draft.slice(text.length + 1));
  }

  /** The chat is put on the page. */
  connect(): void {
    onPage.add(this);
  }

  /** The chat is removed from the page, or moved. */
  disconnect(): void {
    onPage.delete(this);
  }

  #freeSlot(room: ChatRoom | undefined): number {
    const taken = [...onPage].map(
      (draft) => draft !== this && draft.#room?.room === room?.room && draft.#slot,
    );
    let slot = 0;
    while (taken.includes(slot)) slot += 1;
    return slot;
  }

  #keyIn(room: ChatRoom | undefined): string | undefined {
    if (room?.storagePrefix === undefined) return undefined;
    return `draft${this.#slot || ''}:${room.storagePrefix} ${room.room}`;
  }
}

function recalled(key: string | undefined): string {
  if (key === undefined) return '';
  const text = cutText(recallInTab(key) ?? recall(key) ?? '', maxDraft);
  rememberInTab(key, text);
  return text;
}

function store(key: string | undefined, text: string): void {
  if (key === undefined) return;
  const draft = cutText(text, maxDraft);
  // The last draft of all tabs may be that of another tab, and stays when this one is sent.
  if (draft !== '' || recall(key) === recallInTab(key)) remember(key, draft);
  rememberInTab(key, draft);
}

function joined(...texts: string[]): string {
  return texts.filter(Boolean).join('\n');
}
