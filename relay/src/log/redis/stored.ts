import type { Member } from '@realtime-chat/protocol';
import type { Kept } from '../fold.ts';
import type { Entry, Other } from '../log.ts';
import type { Use } from '../store-rules.ts';
import { seqTemplate, template } from './template.ts';

/* The forms in which Redis has the values of a room. What the relay itself has written needs no check. */

/** An entry, and the seq of its last change. */
export interface Stored {
  version: string;
  entry: Kept | Other;
}

export function parseStored(value: string): Stored {
  const space = value.indexOf(' ');
  return { version: value.slice(0, space), entry: JSON.parse(value.slice(space + 1)) as Kept | Other };
}

/** @param version the seq of the change by which the entry reads like this */
export function storedTemplate(version: number, entry: Kept | Other): string {
  return `${seqTemplate(version)} ${template(entry)}`;
}

export function parseUse(value: string): Use {
  const [seq = '', time = ''] = value.split(' ', 2);
  const json = value.slice(seq.length + time.length + 2);
  return { seq: Number(seq), time: Number(time), ...(json !== '' && { idle: JSON.parse(json) as Entry }) };
}

/** A person who gave an emoji, without the id: the field has it. */
export function parseReactor(value: string): Omit<Member, 'id'> {
  return JSON.parse(value) as Omit<Member, 'id'>;
}

/** What the script publishes: the epoch, the seq of the first entry, and the entries. */
export interface Publication {
  epoch: string;
  first: number;
  entries: () => Entry[];
}

/** @returns undefined if it is nothing that a relay has published */
export function parsePublication(text: string): Publication | undefined {
  const [, epoch, first, json] = /^(\S+) (\d+) (\[.*\])$/s.exec(text) ?? [];
  if (epoch === undefined || json === undefined) return undefined;
  return { epoch, first: Number(first), entries: () => JSON.parse(json) as Entry[] };
}
