import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { messageOf } from './view.ts';

/** Ann's chat in a room in which Ben has said these things. */
export async function openWith(
  ...texts: string[]
): Promise<{ ann: RealtimeChat; ben: Person; room: string }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...texts);
  const ann = await openChat({ room });
  await eventually(() => messageOf(ann, texts.at(-1) ?? ''));
  return { ann, ben, room };
}
