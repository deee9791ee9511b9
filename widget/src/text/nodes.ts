/** Inline content. A string is plain text, whose line breaks are kept. */
export type Inline =
  | string
  | { type: Emphasis; children: Inline[] }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'code' | 'mention'; text: string };

export type Emphasis = 'strong' | 'em' | 'del';

export type Block =
  | { type: 'text'; children: Inline[] }
  | { type: 'pre'; text: string; language: string }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; isNumbered: boolean; children: Item[] };

export interface Item {
  type: 'item';
  /** As it was typed; undefined in a list without numbers. */
  number: number | undefined;
  children: Block[];
}

export type Node = Block | Item | Inline;

/** The length of the mention that begins with the `@` at the index, including the `@`; 0 if there is none. */
export type MentionAt = (text: string, index: number) => number;

/** The state of a parse. */
export interface ParseState {
  mentionAt: MentionAt | undefined;
  /** How many more nodes may be created. */
  nodesLeft: number;
}
