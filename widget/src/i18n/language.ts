/** The value of an inherited attribute such as `lang` or `dir`: that of the nearest element which has it. */
export function inherited(element: Element, attribute: string): string | undefined {
  const found = element.closest(`[${attribute}]`);
  if (found) return found.getAttribute(attribute) ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? inherited(root.host, attribute) : undefined;
}

/** The locale of a BCP 47 tag with its likely script; undefined for an invalid tag, which any page may set as `lang`. */
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

/** Decided by the script, since not every browser has `Intl.Locale.textInfo`. */
export function isRightToLeft(tag: string | undefined): boolean {
  return rightToLeftScripts.includes(localeOf(tag)?.script ?? '');
}
