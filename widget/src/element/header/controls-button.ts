import { css, html, type TemplateResult } from 'lit';
import { dots, icon } from '../../ui/icon/icon.js';
import type { ChatContext } from '../context.js';

/** The button of a narrow header, which shows the controls that have no room beside the heading. */
export function controlsButton(context: ChatContext): TemplateResult {
  const label = context.words.text('controls');
  const toggle = async ({ currentTarget }: Event): Promise<void> => {
    const button = currentTarget as HTMLElement;
    const onDemand = await context.loadOnDemand();
    if (onDemand) onDemand.controls.toggle(button);
    else context.showNotice(context.words.problem('no_answer'));
  };
  return html`<button type="button" part="controls" aria-expanded="false" aria-label=${label} title=${label} @click=${toggle}>${icon(dots)}</button>`;
}

/** In a narrow header, more than the button with the people folds into one button. It shows a list of the same controls. */
export const controlsStyles = css`
  section [part='controls'] {
    display: grid;
    place-items: center;
    position: relative;
  }
  /* Something waits for moderators. */
  :has(> .controls > [part='shield']) > [part='controls']::after {
    content: '';
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 2px;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_badge);
    forced-color-adjust: none;
  }
  /* WebKit may leave out for ever what a container query shows. What it hides, it shows again. */
  @container (inline-size >= 20em) {
    section [part='controls'] {
      display: none;
    }
  }
  @container (inline-size < 20em) {
    [part='controls'] + .controls:not(:popover-open) {
      display: none;
    }
  }
`;
