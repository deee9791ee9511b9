import type { LitElement } from 'lit';

let hasWarned = false;

/**
 * Updates an element. If that fails, since other scripts, such as translators, have changed what was rendered, renders it into an
 * empty root. If that fails as well, the previous content stays.
 *
 * @param update renders into the root
 */
export function updateOrRenderAnew(element: LitElement, update: () => void): void {
  const { hasUpdated } = element;
  try {
    update();
  } catch (error) {
    if (!hasUpdated) throw error;
    // oxlint-disable-next-line no-console -- the developer of the page can see what happened
    if (!hasWarned) console.warn('<realtime-chat>: rendered anew after', error);
    hasWarned = true;
    renderAnew(element, update);
  }
}

function renderAnew({ renderRoot, renderOptions }: LitElement, update: () => void): void {
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
