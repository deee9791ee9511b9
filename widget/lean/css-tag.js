// Lit's style sheets, which the element puts on by itself (`dress.ts`).
export class CSSResult {
  constructor(cssText) {
    this.cssText = cssText;
  }

  toString() {
    return this.cssText;
  }
}

export const css = (texts, ...values) => new CSSResult(String.raw({ raw: texts }, ...values));

export const getCompatibleStyle = (style) => style;

// Nothing here asks for these; what Lit exports has to be there.
export const supportsAdoptingStyleSheets = true;
export const unsafeCSS = undefined;
export const adoptStyles = undefined;
