import { css, html, nothing, type TemplateResult } from 'lit';
import type { ChatContext } from '../../element/context.js';
import { icon } from '../../ui/icon/icon.js';

const clip =
  'M20.5 11.5l-8.4 8.4a5.5 5.5 0 0 1-7.8-7.8l8.7-8.7a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l7.8-7.8';

/** The button that lets a person choose files. The browser opens its dialog only in the press itself. */
export function attachButton(
  context: ChatContext,
  attach: (type: string, files: readonly File[]) => Promise<void>,
): TemplateResult | typeof nothing {
  const { room, words, composer } = context;
  if (!room?.files?.attach || composer.isEditing) return nothing;
  const choose = ({ currentTarget }: Event): void => {
    const input = (currentTarget as HTMLElement).nextElementSibling;
    if (input instanceof HTMLInputElement) input.click();
  };
  const chosen = ({ currentTarget }: Event): void => {
    const input = currentTarget as HTMLInputElement;
    void attach('choose', [...(input.files ?? [])]);
    // The same file can be chosen again, after it was removed.
    input.value = '';
  };
  return html`<button type="button" part="attach" title=${words.text('attach')} @click=${choose}>${icon(clip)}</button><input type="file" multiple hidden @change=${chosen} />`;
}

export const attachStyles = css`
  @media (hover: hover) {
    [part='attach']:hover {
      background: var(--_raised);
    }
  }
  /* The text needs the room more than the emoji, which an on-screen keyboard has as well. */
  @container (inline-size < 18em) {
    [part='attach'] ~ [part='emoji'] {
      display: none;
    }
  }
`;
