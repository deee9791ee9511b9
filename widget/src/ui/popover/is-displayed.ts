/** Whether an element takes a place in the layout. */
export function isDisplayed(element: Element | undefined): boolean {
  return element !== undefined && element.getClientRects().length > 0;
}
