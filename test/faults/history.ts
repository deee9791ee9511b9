/*
 * What happened in one room, as seen from outside: what was written, what was acknowledged, and what everyone
 * saw in the end. Nothing in it depends on how the relay or its clients work inside.
 */

/** One message that somebody wrote, whatever became of it. */
export interface Written {
  writer: string;
  text: string;
  /** Where its writer was told that it is stored. */
  acknowledged?: Acknowledged;
  /** Its writer was told that it is not, or nothing, and neither keeps it nor tries again. */
  refused?: boolean;
}

export interface Acknowledged {
  seq: number;
  /** Counts the stores: whoever destroys one ends its era, and what was acknowledged in it may be gone. */
  era: number;
}

/** One message in the log. */
export interface Stored {
  seq: number;
  username: string | undefined;
  text: string;
}

/** What one client shows in the end, from top to bottom. */
export interface View {
  who: string;
  /** The messages that have a place in the log. */
  stored: readonly Stored[];
  /** Those below them that wait, or that failed and say so. */
  unsent: readonly string[];
  /** What is still in the text field. */
  drafts: readonly string[];
}

export interface History {
  /** Of which store the log is. */
  era: number;
  written: readonly Written[];
  /** What somebody reads who comes in fresh, oldest first. */
  log: readonly Stored[];
  views: readonly View[];
  /** Writers who had one page all the time, so that their messages stand in the order in which they wrote. */
  steady: readonly string[];
}
