/** Bounds of values on the wire. Lengths are in UTF-16 code units, as `String.length` counts them. */
export const limits = {
  /** A username. */
  name: 64,
  /** Combining marks on one letter of a username, and in all of it. */
  marks: 4,
  marksInAll: 32,
  /** The address of a person's picture. A list of members holds a hundred of them. */
  picture: 512,
  /** A message's text. */
  text: 8000,
  /** A room's name. */
  room: 128,
  /** Rooms that one connection can be in. */
  rooms: 100,
  /** Messages in one page of history, and in the snapshot that answers a first join. */
  page: 50,
  /** Messages that one request for history may ask for. */
  history: 100,
  /** Entries in the answer to a join with `since`. A client that is further behind gets a snapshot. */
  delta: 500,
  /** Members named in one list; `count` is the number of all. */
  members: 100,
  /** Kinds of emoji on one message. */
  reactions: 20,
  /** Kinds of emoji of one person on one message. */
  reactionsEach: 5,
  /** People named for the reactions of one message; the `count` of each emoji is the number of all. */
  reactors: 50,
  /** One emoji. The longest in Unicode, families and flags of regions, have about half of it. */
  emoji: 32,
  /** The longest mute or ban with an end, in seconds. */
  restrictionSeconds: 10 * 365 * 24 * 60 * 60,
  /** The longest interval of slow mode, in seconds. */
  slow: 24 * 60 * 60,
  /** Mutes and bans in one answer. */
  restrictionsPage: 100,
  /** Mutes in one room, and bans in one room. */
  restrictions: 1000,
  /** Read receipts are sent only in rooms with at most this many people. */
  seen: 20,
} as const;

/** The version of the wire contract. A client sends it in its handshake. */
export const protocolVersion = 1;

/** The room of clients that join none: the classic tutorial's only room. */
export const defaultRoom = 'lobby';

/** The relay's greeting of each person at a join, unless the operator sets another. The widget shows it in the reader's language. */
export const defaultGreeting = 'welcome to the chat';
