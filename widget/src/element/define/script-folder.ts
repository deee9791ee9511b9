/**
 * The address of the folder that the script file came from, which is where its relay is mounted. It is undefined for a
 * script without an address of its own: one that is written into the page or run from its text, or a `data:` or `blob:` URL.
 *
 * To be called while the script runs for the first time: only then a classic script knows its own element.
 */
export function scriptFolder(): string | undefined {
  const { currentScript, baseURI } = document;
  const url = import.meta.url;
  const isWrittenIntoPage = currentScript
    ? currentScript.getAttribute('src') === null
    : // A module in the page has the address of the page. For a classic script without an element, `import.meta.url` stands
      // for a file of this name in the page's folder.
      url === baseURI || url.endsWith('/realtime-chat.iife.js');
  if (isWrittenIntoPage || !URL.canParse('.', url)) return undefined;
  // As a page would write it in `relay-url`, so that both name the same relay.
  return new URL('.', url).href.replace(/\/$/, '');
}
