import { personSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { Refusal } from '../../refusal.ts';
import { erasePerson } from '../../people/erase-person.ts';
import { personLines } from '../../people/export-person.ts';
import { checked, type Route } from './room-routes.ts';

const schema = v.object({ id: personSchema });

/** The routes about people. */
export const peopleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/people/:id/export',
    handle: async ({ id: given }, { log, rooms, recentVisitors }) => {
      const { id } = checked(schema, { id: given });
      await recentVisitors.refresh(id);
      const addresses = rooms.addressesOf(id);
      const visit = recentVisitors.recordOf(id) ?? (addresses.length > 0 ? { addresses } : undefined);
      return { status: 200, body: personLines(log, id, { visit }) };
    },
  },
  {
    method: 'DELETE',
    path: '/api/people/:id',
    handle: async ({ id: given }, context) => {
      const { id } = checked(schema, { id: given });
      const erasure = await erasePerson(context, id);
      await context.recentVisitors.erase(id);
      context.rooms.erase(id);
      if (!(await context.nodes.tell('erase', id)))
        throw new Refusal('unavailable', 'the other relays could not be told', { retryAfter: 5 });
      return { status: 200, body: erasure };
    },
  },
];
