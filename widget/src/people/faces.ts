import type { Member } from '@realtime-chat/protocol';
import { html, type TemplateResult } from 'lit';
import type { ChatContext } from '../element/context.js';
import { avatar } from '../timeline/message/avatar.js';
import { icon } from '../ui/icon/icon.js';

const person = 'M4.5 20a7.5 7.5 0 0 1 15 0M12 3.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8';

/** The number of faces in the header. */
const maxFaces = 3;

/** The faces of others in the room, or the reader's own as long as nobody else is there. */
export function faces(context: ChatContext): TemplateResult {
  const { people } = context;
  const others = people.members.filter(({ id }) => id !== people.me);
  const shown = (others.length > 0 ? others : people.members).slice(0, maxFaces);
  return html`<span class="faces" aria-hidden="true"
    >${shown.map((member) => face(member, context))}</span
  >`;
}

/** A person's avatar. Somebody without a name has the outline of a person in place of initials. */
export function face({ id, username }: Member, { onDemand }: ChatContext): TemplateResult {
  const picture = onDemand?.renderPicture(id);
  return username === undefined
    ? avatar('', id, html`${icon(person)}${picture}`)
    : avatar(username, id, picture);
}
