/** What stands in a line. A string is text; its line breaks are to be kept. */
export type Inline =
  | string
  | { type: Emphasis; children: Inline[] }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'code' | 'mention'; text: string };

export type Emphasis = 'strong' | 'em' | 'del';

export type Block =
  | { type: 'text'; children: Inline[] }
  | { type: 'pre'; text: string }
  | { type: 'quote'; children: Block[] }
  /** `start` is the number of the first item; a list without numbers has none. */
  | { type: 'list'; start: number | undefined; children: Item[] };

export interface Item {
  type: 'item';
  children: Block[];
}

export type Node = Block | Item | Inline;

/** How long the mention is that begins with the `@` at the index, the `@` included; 0 where there is none. */
export type MentionAt = (text: string, index: number) => number;

export interface Reading {
  mentionAt: MentionAt | undefined;
  /** How many more nodes there may be. */
  left: number;
}
