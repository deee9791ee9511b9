/** Whether the person at this element's window wants motion. */
export function welcomesMotion({ ownerDocument }: Element): boolean {
  const query = '(prefers-reduced-motion: no-preference)';
  return ownerDocument.defaultView?.matchMedia(query).matches ?? false;
}
