import type { CSSResult, LitElement, ReactiveControllerHost } from 'lit';

/** What was put on later than the styles that all of a kind have. */
const worn = new WeakMap<Element, CSSResult[]>();

/** Puts further styles on an element. A style sheet is one document's, which may be another one by now. */
export function dress(host: ReactiveControllerHost & HTMLElement, ...more: CSSResult[]): void {
  const later = [...(worn.get(host) ?? []), ...more];
  worn.set(host, later);
  const view = host.ownerDocument.defaultView;
  if (!host.shadowRoot || !view) return;
  const { elementStyles } = host.constructor as typeof LitElement;
  host.shadowRoot.adoptedStyleSheets = [...(elementStyles as CSSResult[]), ...later].map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(style.cssText);
    return sheet;
  });
}
