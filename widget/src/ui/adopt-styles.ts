import type { CSSResult, LitElement, ReactiveControllerHost } from 'lit';

/** Styles that an element adopted besides those of its class. */
const laterStyles = new WeakMap<Element, CSSResult[]>();

/**
 * Adopts the styles of the element's class, and further ones. A style sheet belongs to one document, so all of them are
 * created anew for the element's current document.
 */
export function adoptStyles(host: ReactiveControllerHost & HTMLElement, ...more: CSSResult[]): void {
  const later = [...(laterStyles.get(host) ?? []), ...more];
  laterStyles.set(host, later);
  const view = host.ownerDocument.defaultView;
  if (!host.shadowRoot || !view) return;
  const { elementStyles } = host.constructor as typeof LitElement;
  host.shadowRoot.adoptedStyleSheets = [...(elementStyles as CSSResult[]), ...later].map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(style.cssText);
    return sheet;
  });
}
