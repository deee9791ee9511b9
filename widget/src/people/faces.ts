import { html, type TemplateResult } from 'lit';
import type { ChatContext } from '../element/context.js';
import { avatar } from '../timeline/message/avatar.js';

/** The number of faces in the header. */
const maxFaces = 3;

/** The faces of others in the room, or the reader's own as long as nobody else is there. */
export function faces({ people, words, onDemand }: ChatContext): TemplateResult {
  const others = people.members.filter(({ id }) => id !== people.me);
  const shown = (others.length > 0 ? others : people.members).slice(0, maxFaces);
  return html`<span class="faces" aria-hidden="true"
    >${shown.map(({ id, username }) =>
      avatar(username ?? words.text('somebody'), id, onDemand?.renderPicture(id)),
    )}</span
  >`;
}
