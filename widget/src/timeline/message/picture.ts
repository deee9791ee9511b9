import { css, html, type TemplateResult } from 'lit';

export const pictureStyles = css`
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

/** A picture covers the initials once it has loaded. Its server gets neither cookies nor the address of the page. */
export function picture(url: string): TemplateResult {
  return html`<img hidden alt="" crossorigin="anonymous" referrerpolicy="no-referrer" src=${url} @load=${onEnd} @error=${onEnd} />`;
}

function onEnd({ type, target }: Event): void {
  (target as HTMLImageElement).hidden = type === 'error';
}
