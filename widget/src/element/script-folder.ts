/**
 * The address of the folder that the script file came from, which is where its relay is mounted. It is undefined for a
 * script without an address of its own: one that is written into the page, or a `data:` or `blob:` URL.
 *
 * To be called while the script runs for the first time: only then a classic script knows its own element.
 */
export function scriptFolder(): string | undefined {
  // In the classic script, `import.meta.url` stands for the address of this element, or else for one in the page's folder.
  const isWrittenIntoPage = document.currentScript?.getAttribute('src') === null;
  if (isWrittenIntoPage || !URL.canParse('.', import.meta.url)) return undefined;
  // As a page would write it in `relay-url`, so that both name the same relay.
  return new URL('.', import.meta.url).href.replace(/\/$/, '');
}
