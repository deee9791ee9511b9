import type { Nodes } from '../nodes/nodes.ts';
import type { RoomRegistry } from '../rooms/room-registry.ts';

/**
 * Forgets in the open rooms a person whom another relay has erased. An entry tells the rooms in which the person has written. Of
 * those in which they have only read, the other relay tells. If that may be lost, everybody who has left is forgotten.
 */
export function eraseElsewhere(nodes: Nodes, rooms: RoomRegistry): void {
  nodes.hear('erase', (person) => typeof person === 'string' && rooms.erase(person));
  nodes.onGap(() => rooms.erase());
}
