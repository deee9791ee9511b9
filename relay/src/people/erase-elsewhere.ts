import type { Nodes } from '../nodes/nodes.ts';
import type { RoomRegistry } from '../rooms/room-registry.ts';

/**
 * Forgets in the open rooms a person whom another relay has erased. An entry tells the rooms in which the person has written. Of
 * rooms in which they have only read, the other relay tells. If that may be lost, all people who have left are forgotten.
 */
export function eraseElsewhere(nodes: Nodes, rooms: RoomRegistry): void {
  nodes.hear('erase', (person) => typeof person === 'string' && rooms.erase(person));
  nodes.onGap(() => rooms.erase());
}
