import type { LitElement } from 'lit';

let hasWarned = false;

/**
 * Renders an element into an empty root, since other scripts, such as translators, have changed what was rendered, and it
 * cannot be updated. If that fails as well, the previous content stays.
 *
 * @param error why it cannot be updated
 * @param update renders into the root
 */
export function renderAnew(
  { renderRoot, renderOptions }: LitElement,
  error: unknown,
  update: () => void,
): void {
  // oxlint-disable-next-line no-console -- the developer of the page can see what happened
  if (!hasWarned) console.warn('<realtime-chat>: rendered anew after', error);
  hasWarned = true;
  const previous = [...renderRoot.childNodes];
  const { renderBefore = null } = renderOptions;
  const end = renderRoot.ownerDocument.createComment('');
  renderRoot.replaceChildren(end);
  renderOptions.renderBefore = end;
  try {
    update();
  } catch (defect) {
    renderRoot.replaceChildren(...previous);
    renderOptions.renderBefore = renderBefore;
    throw defect;
  }
}
