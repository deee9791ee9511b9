import { moderateSchema, type Sent } from '@realtime-chat/protocol';
import { answering } from './answering.ts';
import { isGuestId, isModerator, type Person } from './person.ts';
import { Refusal } from './refusal.ts';
import type { Relayed } from './relayed.ts';
import type { RelaySocket } from './server.ts';

/** Serves those who look after a room. */
export function serveModerating(
  socket: RelaySocket,
  { rooms, moderation, permissions, logger }: Relayed,
): void {
  socket.on(
    'moderate',
    answering(logger, moderateSchema, async (request, reply: (sent: Sent) => void) => {
      const { room } = request;
      const { person } = socket.data;
      await rooms.joined(socket, room);
      await permissions.assert(person, room, 'moderate');
      if ('person' in request) assertBelow(person, request.person, rooms.personOf(request.person));
      const keepsOut = request.action === 'ban' && (request.address ?? isGuestId(request.person));
      const addresses = keepsOut ? rooms.addressesOf(request.person) : [];
      const { epoch, seq, time, duplicate } = await moderation.decree(person.id, request, addresses);
      if (request.action === 'ban') rooms.putOut(room, request.person);
      reply({ epoch, seq, time, ...(duplicate && { duplicate }) });
    }),
  );
}

/** Of those who look after a room, an owner alone decrees something for another one. */
function assertBelow(person: Person, id: string, other: Person | undefined): void {
  if (id === person.id) throw new Refusal('invalid', 'person must be somebody else');
  if (other && isModerator(other) && !person.roles.includes('owner')) {
    throw new Refusal('forbidden', 'person: only an owner may do this to a moderator');
  }
}
