/** What one value on the wire may hold. Lengths are in UTF-16 code units, as `String.length` counts them. */
export const limits = {
  /** A username. */
  name: 64,
  /** Combining marks on one letter of a username, and in all of it. */
  marks: 4,
  marksInAll: 32,
  /** A message's text. */
  text: 8000,
  /** A room's name. */
  room: 128,
  /** Rooms that one connection can be in. */
  rooms: 100,
  /** Messages in one page of history, and in the snapshot that answers a first join. */
  page: 50,
  /** The most that one request for history may ask for. */
  history: 100,
  /** Entries that a join with `since` may bring; who is further behind gets a snapshot. */
  delta: 500,
  /** Members named in one list; `count` tells how many there are in all. */
  members: 100,
  /** Kinds of emoji that one message can be given. */
  reactions: 20,
  /** Kinds of emoji that one person can give one message. */
  reactionsEach: 5,
  /** People named for one message; the `count` of each emoji tells how many there are in all. */
  reactors: 50,
  /** One emoji. The longest in Unicode, families and flags of regions, have about half of it. */
  emoji: 32,
  /** For how many seconds somebody can be muted or banned, other than for good. */
  decree: 10 * 365 * 24 * 60 * 60,
  /** How many seconds one can have to wait between messages. */
  slow: 24 * 60 * 60,
  /** What holds for single people, in one answer. */
  standing: 100,
  /** People who can be muted in one room, and banned. */
  decrees: 1000,
  /** The most people in a room who are told what the others have seen. */
  seen: 20,
} as const;

/** The version of the wire contract, which a client names in its handshake. */
export const protocolVersion = 1;

/** The room of a client that joins none: the classic tutorial's only room. */
export const defaultRoom = 'lobby';
