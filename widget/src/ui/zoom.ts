/**
 * The factor between the coordinates of an element in the window, and its own CSS pixels. It is not 1 if the page has a
 * CSS `zoom`. In browsers without `currentCSSZoom`, both kinds of coordinates are the same.
 */
export function zoomOf(element: Element): number {
  return 'currentCSSZoom' in element ? Number(element.currentCSSZoom) : 1;
}
