/** Works across windows, where `instanceof Element` does not: each window has an `Element` class of its own. */
export function isElement(target: unknown): target is Element {
  return typeof target === 'object' && target !== null && 'closest' in target;
}
