/** What the keys of a relay begin with, unless the URL names another prefix. */
export const defaultPrefix = 'realtime-chat';

/** The keys of one room. All are in one slot of a cluster, by the part in braces, so that a script may use them together. */
export class RoomKeys {
  readonly state: string;
  readonly entries: string;
  readonly messages: string;
  readonly uses: string;
  readonly forgotten: string;
  readonly channel: string;
  #base: string;

  constructor(prefix: string, room: string) {
    this.#base = `${prefix}:{${withoutBraces(room)}}`;
    this.state = `${this.#base}:state`;
    this.entries = `${this.#base}:entries`;
    this.messages = `${this.#base}:messages`;
    this.uses = `${this.#base}:ids`;
    this.forgotten = `${this.#base}:forgotten`;
    this.channel = `${this.#base}:channel`;
  }

  /** The last writes in slow mode: of a person, and of guests from an address. */
  slow(action: string, person: string, address: string): [string, string] {
    return [`${this.#base}:slow:${action}:${person}`, `${this.#base}:slow-address:${action}:${address}`];
  }

  /** The nodes that have the room open, its members, what their names take, and the number and channel of the changes. */
  get presence(): { nodes: string; members: string; names: string; channel: string } {
    const base = `${this.#base}:presence`;
    return { nodes: `${base}:nodes`, members: `${base}:members`, names: `${base}:names`, channel: base };
  }

  /** The reactions to the message at `target`, by emoji and person. */
  reactors(target: number): string {
    return `${this.#base}:reactors:${target}`;
  }
}

/** The keys that belong to no room. Each may be in a slot of its own. */
export class StoreKeys {
  readonly store: string;
  readonly rooms: string;
  readonly probe: string;
  #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    // The registrations note their newest renewal in the hash of the store, so these two share a slot.
    this.store = `${prefix}:{store}`;
    this.rooms = `${prefix}:rooms`;
    this.probe = `${prefix}:probe`;
  }

  /** The relays that are alive. */
  get nodes(): string {
    return `${this.store}:nodes`;
  }

  /** What the relays tell each other. */
  get nodesChannel(): string {
    return `${this.#prefix}:{nodes}:channel`;
  }

  /** The lease of a job that one relay at a time does. */
  job(name: string): string {
    return `${this.#prefix}:job:{${withoutBraces(name)}}`;
  }

  /** A hash of the values of a kind, their keys in order, the number of changes, and the channel that tells of them. */
  notes(kind: string): { values: string; order: string; version: string; channel: string } {
    const base = `${this.#prefix}:notes:{${withoutBraces(kind)}}`;
    return {
      values: `${base}:values`,
      order: `${base}:order`,
      version: `${base}:version`,
      channel: `${base}:channel`,
    };
  }

  /** The state of a rate limit for a person, an address, a network or a room. */
  rate(name: string, key: string): string {
    return `${this.#prefix}:rate:${name}:${key}`;
  }

  /** What the keys of the orders of all kinds match. */
  get notesPattern(): string {
    return `${this.#prefix.replaceAll(/[*?[\]\\^-]/g, String.raw`\$&`)}:notes:{*}:order`;
  }

  /** The kind that such a key is of. */
  kindOf(order: string): string {
    const kind = order.slice(`${this.#prefix}:notes:{`.length, -'}:order'.length);
    return kind.replaceAll(/%(25|7b|7d)/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  room(name: string): RoomKeys {
    return new RoomKeys(this.#prefix, name);
  }
}

/** The field of an id. The length of the sender keeps any two of them apart. */
export function idField(sender: string, id: string): string {
  return `${sender.length} ${sender}${id}`;
}

export function reactorField(emoji: string, person: string): string {
  return `${emoji.length} ${emoji}${person}`;
}

/** The sender and the id of such a field. */
export function idOfField(field: string): { sender: string; id: string } {
  const [start, end] = textAfterLength(field);
  return { sender: start, id: end };
}

export function reactorOfField(field: string): { emoji: string; person: string } {
  const [emoji, person] = textAfterLength(field);
  return { emoji, person };
}

function textAfterLength(field: string): [text: string, rest: string] {
  const start = field.indexOf(' ') + 1;
  const end = start + Number.parseInt(field, 10);
  return [field.slice(start, end), field.slice(end)];
}

/** Redis Cluster hashes what is between the first brace and the next closing one. */
function withoutBraces(name: string): string {
  return name.replaceAll(/[%{}]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
