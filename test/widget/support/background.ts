afterEach(() => {
  if (Object.hasOwn(document, 'hidden')) inBackground(false);
});

/** Stands in for the person's switching of tabs, which a test cannot do. */
export function inBackground(hidden: boolean, page: Window = window): void {
  const { document } = page;
  if (hidden) Object.defineProperty(document, 'hidden', { configurable: true, value: true });
  else Reflect.deleteProperty(document, 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}
