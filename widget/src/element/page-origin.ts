/** A frame with `srcdoc` has no address of its own. The global `origin` is not asked: a variable of the page may replace it. */
export function pageOrigin({ baseURI }: Node): string {
  return location.origin === 'null' ? new URL(baseURI).origin : location.origin;
}
