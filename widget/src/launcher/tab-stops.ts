const focusable =
  'a[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [contenteditable], [tabindex]';

/** The elements that the Tab key reaches, in its order. Elements of the page take the places of their slots. */
export function tabStopsIn(parent: Element): HTMLElement[] {
  const slotted = isSlot(parent) ? parent.assignedElements() : [];
  const children = slotted.length > 0 ? slotted : [...(parent.shadowRoot ?? parent).children];
  return children.flatMap((child) => (isTabStop(child) ? [child, ...tabStopsIn(child)] : tabStopsIn(child)));
}

function isSlot(element: Element): element is HTMLSlotElement {
  return element.localName === 'slot';
}

function isTabStop(element: Element): element is HTMLElement {
  return (
    element.matches(focusable) &&
    'tabIndex' in element &&
    element.tabIndex !== -1 &&
    !element.matches(':disabled') &&
    element.checkVisibility({ visibilityProperty: true })
  );
}
