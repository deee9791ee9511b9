/** A chat may be moved into another window, whose elements are of another class of that name. */
export function isElement(target: unknown): target is Element {
  return typeof target === 'object' && target !== null && 'closest' in target;
}
