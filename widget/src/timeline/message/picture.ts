import type { Member } from '@realtime-chat/protocol';
import { css, html, type TemplateResult } from 'lit';
import type { ChatRoom } from '../../client/index.js';

/** More than a room has at once. */
const maxPictures = 1000;

export const pictureStyles = css`
  [part='avatar']:has(> img) {
    position: relative;
  }
  [part='avatar'] img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    background: var(--_surface);
    object-fit: cover;
  }
`;

/** The pictures of the people in a room and of the authors of its messages. */
export class Pictures {
  #members: readonly Member[] | undefined;
  #authors: readonly Member[] | undefined;
  #urls = new Map<string, string | undefined>();
  /** By the URL. The same object for the same picture, so that nothing is rendered again without need. */
  #templates = new Map<string, TemplateResult>();

  of(personId: string, room: ChatRoom | undefined): TemplateResult | undefined {
    const { members = [], authors = [] } = room ?? {};
    if (members !== this.#members || authors !== this.#authors) {
      this.#members = members;
      this.#authors = authors;
      // Somebody who is here has the picture of their latest token, or none.
      this.#urls = new Map([...authors.toReversed(), ...members].map(({ id, picture }) => [id, picture]));
    }
    const url = this.#urls.get(personId);
    if (!url?.startsWith('https:')) return undefined;
    const template = this.#templates.get(url) ?? picture(url);
    if (this.#templates.size > maxPictures) this.#templates.clear();
    this.#templates.set(url, template);
    return template;
  }
}

/** A picture covers the initials once it has loaded. Its server gets neither cookies nor the address of the page. */
function picture(url: string): TemplateResult {
  return html`<img hidden alt="" crossorigin="anonymous" referrerpolicy="no-referrer" src=${url} @load=${onEnd} @error=${onEnd} />`;
}

function onEnd({ type, target }: Event): void {
  (target as HTMLImageElement).hidden = type === 'error';
}
