/** Copies the text of an element, and tells of it in a live region. */
export function copyText(source: Element, region: Element): void {
  region.textContent = '';
  copy(source).then(
    () => announce(region, 'Copied'),
    () => {
      getSelection()?.selectAllChildren(source);
      // oxlint-disable-next-line typescript/no-deprecated -- the only way on plain HTTP
      const isCopied = document.execCommand('copy');
      announce(region, isCopied ? 'Copied' : 'Selected: press Ctrl+C or ⌘C');
    },
  );
}

/** @throws where the browser has no clipboard for the page, as on plain HTTP, or refuses it. */
async function copy({ textContent }: Element): Promise<void> {
  await navigator.clipboard.writeText(textContent ?? '');
}

/** The same words again would not be read out, so the region is empty for a moment before. */
function announce(region: Element, words: string): void {
  setTimeout(() => (region.textContent = words), 50);
}

/** A text as the value of an attribute in HTML. */
export function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
