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

/**
 * The reader's own tag of this language, if their browser names one with a region: `en-GB` for `en`. A region that the page
 * names gives way only to that of the reader's first language, because browsers add `en-US` to any list.
 *
 * @param preferred the reader's languages, the best first
 */
export function inReadersRegion(language: string, preferred: readonly string[]): string {
  const wanted = localeOf(language);
  const own = preferred.find((tag, index) => {
    const locale = localeOf(tag);
    return (
      region.test(tag) &&
      locale?.language === wanted?.language &&
      locale?.script === wanted?.script &&
      (index === 0 || !region.test(language))
    );
  });
  return own ?? language;
}

const region = /-([a-z]{2}|\d{3})\b/i;

const rightToLeftScripts = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];

/** Decided by the script, since not every browser has `Intl.Locale.textInfo`. */
export function isRightToLeft(tag: string | undefined): boolean {
  return rightToLeftScripts.includes(localeOf(tag)?.script ?? '');
}
