/** @throws if the page has no such element */
export function find<E extends Element = HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector);
  if (!element) throw new Error(`The page lacks ${selector}`);
  return element;
}
