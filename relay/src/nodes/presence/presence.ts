import type { Member, SeenFrame } from '@realtime-chat/protocol';

/** A name that a person goes by in a room, or is about to. */
export interface HeldName {
  name: string;
  person: string;
  /** What the name takes: nobody else may have a name with one of these among its rivals. */
  taken: readonly string[];
  /** Nobody else may have taken one of these. Empty for a name that the site gave: it is theirs in any case. */
  rivals: readonly string[];
}

/** How far a person has read. */
export type SeenPosition = SeenFrame['seen'][number];

/** What this process has of a room, and what it does with that of the others. */
export interface LocalPresence {
  /** Its own members, by socket. */
  members(): Iterable<readonly [socketId: string, member: Member]>;
  /** The names of its own members, those included that are reserved. */
  heldNames(): Iterable<HeldName>;
  /** The names that the site has given, and what was freed, since the last call. */
  takeNameChanges(): { given: HeldName[]; freed: { key: string; person: string }[] };
  /** A member of another process has come, changed or gone. */
  changeElsewhere(before: Member | undefined, after: Member | undefined): void;
  /** A person of another process got a name that looks like this one, while this process was cut off. */
  loseName(name: HeldName): void;
  showTyping(member: Member): void;
  noteSeen(positions: readonly SeenPosition[]): void;
  /** Another process has opened the room, or has missed something. */
  welcome(): void;
}

/** A room that this process has open, as it shares it with the others. */
export interface RoomShare {
  /** A member has come, changed or gone. The others are told at the next `flush`. */
  setMember(socketId: string, member: Member | undefined): void;
  flush(): void;
  /**
   * Takes a name, unless a person of any process goes by one that looks like it. The check and the claim are one step.
   *
   * @returns whether the name is theirs
   * @throws {Refusal} `unavailable`
   */
  claim(name: HeldName): Promise<boolean>;
  /** It may be lost. */
  tellTyping(member: Member): void;
  /** It may be lost. */
  tellSeen(positions: readonly SeenPosition[]): void;
  /** Resolves when the others know, or cannot be told. */
  close(): Promise<void>;
}

/** The members of the rooms of all processes that share one store. */
export interface Presence {
  /** Whether there can be other processes. */
  readonly isShared: boolean;
  /** @throws {Refusal} `unavailable` */
  open(room: string, local: LocalPresence): Promise<RoomShare>;
  /**
   * How many people are in a room that this process does not have open.
   *
   * @throws {Refusal} `unavailable`
   */
  countPeople(room: string): Promise<number>;
  close(): Promise<void>;
}
