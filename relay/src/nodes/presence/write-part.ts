import type { Member } from '@realtime-chat/protocol';
import type { Opened } from '../../log/redis/server/open.ts';
import { run, scripts } from '../../log/redis/server/script.ts';
import type { HeldName } from './presence.ts';

/** Where a room is shared, and by whom. */
export interface SharePlace {
  room: string;
  opened: Opened;
  /** The id of this process. */
  node: string;
  /** How long the others count this process as present without hearing of it, in milliseconds. */
  lifetime: number;
}

/** What a write does, see the script. Each does more than those before it. */
export const acts = ['change', 'read', 'whole', 'leave'] as const;
export type Act = (typeof acts)[number];

/** Undefined: the member has gone. */
export type MemberChange = readonly [socketId: string, member: Member | undefined];

export interface PartWrite {
  act: Act;
  members: readonly MemberChange[];
  freed: readonly { key: string; person: string }[];
  /** The names to take. */
  names: readonly HeldName[];
}

export interface Written {
  /** How many changes the room has had. */
  number: number;
  /** The places of the names that were not free, from 0. */
  refused: number[];
  /** All nodes that have the room open, and their members; empty unless all was read. */
  nodes: string[];
  stored: string[];
}

/**
 * Writes the part of this node in a room.
 *
 * @returns undefined if its part is not there any more, and so nothing was written
 * @throws {Error} if Redis is away
 */
export async function writePart(
  { room, opened, node, lifetime }: SharePlace,
  { act, members, freed, names }: PartWrite,
): Promise<Written | undefined> {
  const keys = opened.keys.room(room).presence;
  const isWhole = act === 'whole';
  const part = { isWhole, members: members.map(([socketId, member]) => [socketId, member ?? null]) };
  const reply = await run(
    opened.client,
    scripts.presence,
    [keys.nodes, keys.members, keys.names, keys.channel],
    [
      node,
      lifetime,
      opened.durability.publish,
      act,
      isWhole || members.length > 0 ? JSON.stringify(part) : '',
      members.length,
      ...members.flatMap(([socketId, member]) => [socketId, member ? JSON.stringify(member) : '']),
      freed.length,
      ...freed.flatMap(({ key, person }) => [key, person]),
      names.length,
      ...names.map(({ person, taken, rivals }) => JSON.stringify({ person, taken, rivals })),
    ],
  );
  const [done, number, refused, nodes, stored] = Array.isArray(reply) ? (reply as unknown[]) : [];
  if (done !== 'done') return undefined;
  return {
    number: Number(number),
    refused: textsOf(refused).map((place) => Number(place) - 1),
    nodes: textsOf(nodes),
    stored: textsOf(stored),
  };
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
