import { css, html, nothing, type TemplateResult } from 'lit';
import type { ChatContext } from '../element/context.js';
import { avatar } from '../timeline/message/avatar.js';

export const ownAvatarStyles = css`
  .me [part='avatar'] {
    display: block;
    position: relative;
    inline-size: 28px;
    font-size: 12px;
    line-height: 28px;
  }
`;

/** The reader's own avatar beside the text field. A press on it changes the name, unless the site gives the name. */
export function ownAvatar({ room, words, composer, onDemand }: ChatContext): TemplateResult | typeof nothing {
  const { name } = composer;
  const id = room?.me;
  if (!name.trim() || id === undefined) return nothing;
  const image = avatar(name, id, onDemand?.renderPicture(id));
  if (!room?.choosesName) return html`<span class="me">${image}</span>`;
  const label = `${words.text('name')}: ${name}`;
  return html`<button type="button" part="rename" class="me" title=${label} @click=${() => composer.rename()}>${image}</button>`;
}
