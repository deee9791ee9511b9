// Lit's style sheets, where every browser can share them among elements: those that cannot know no `light-dark()` either.
export class CSSResult {
  constructor(cssText) {
    this.cssText = cssText;
  }

  get styleSheet() {
    if (!this.sheet) {
      this.sheet = new CSSStyleSheet();
      this.sheet.replaceSync(this.cssText);
    }
    return this.sheet;
  }

  toString() {
    return this.cssText;
  }
}

export const css = (texts, ...values) => new CSSResult(String.raw({ raw: texts }, ...values));

export const getCompatibleStyle = (style) => style;

export const adoptStyles = (root, styles) => {
  root.adoptedStyleSheets = styles.map((style) => style.styleSheet);
};

// Nothing here asks for these; what Lit exports has to be there.
export const supportsAdoptingStyleSheets = true;
export const unsafeCSS = undefined;
