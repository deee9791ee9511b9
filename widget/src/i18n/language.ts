/** What a page says by an attribute for all that is in it, as `lang` and `dir`: the nearest element's word counts. */
export function inherited(element: Element, attribute: string): string | undefined {
  const found = element.closest(`[${attribute}]`);
  if (found) return found.getAttribute(attribute) ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? inherited(root.host, attribute) : undefined;
}

/** A language with what its tag does not say, if the tag is one: a page may say any `lang`. */
export function localeOf(tag: string | undefined): Intl.Locale | undefined {
  if (!tag) return undefined;
  try {
    return new Intl.Locale(tag).maximize();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const rightToLeftScripts = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];

/** Goes by the script, which is known of every language. Not every browser knows `textInfo`. */
export function isRightToLeft(tag: string | undefined): boolean {
  return rightToLeftScripts.includes(localeOf(tag)?.script ?? '');
}
