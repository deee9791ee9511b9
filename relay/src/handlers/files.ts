import { type FileAccess, filesSchema, type UploadPlace, uploadSchema } from '@realtime-chat/protocol';
import type { RelayContext } from '../context.ts';
import { assertOn } from '../files/assert-on.ts';
import { writeBlockedBy } from '../messages/write-check.ts';
import { handleRequest, type Handlers } from './handle.ts';

/** Uploads of files, and the keys to read them. */
export function fileHandlers(context: RelayContext): Handlers {
  const { rooms, limits, permissions, logger } = context;

  return {
    upload: handleRequest(
      logger,
      uploadSchema,
      async (socket, { room, name, size }, reply: (place: UploadPlace) => void) => {
        const transfer = assertOn(context.transfer);
        const { person, address } = socket.data;
        await rooms.joined(socket, room);
        await limits.take('uploads', { person: person.id, address }, { room });
        await permissions.assert(person, room, 'send');
        await permissions.assert(person, room, 'attach');
        const refusal = await writeBlockedBy(socket, context, room);
        if (refusal) throw refusal;
        const id = await transfer.uploads.begin({ room, owner: person.id, address, name, size });
        reply(transfer.place(id));
      },
    ),

    files: handleRequest(
      logger,
      filesSchema,
      async (socket, { room }, reply: (access: FileAccess) => void) => {
        const transfer = assertOn(context.transfer);
        const { person, address } = socket.data;
        await rooms.joined(socket, room);
        await limits.take('history', { person: person.id, address }, { room });
        await permissions.assert(person, room, 'join');
        reply(transfer.access(room, await permissions.allows(person, room, 'attach')));
      },
    ),
  };
}
