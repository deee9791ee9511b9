import type { CSSResult, LitElement, ReactiveControllerHost } from 'lit';
import { remembered } from '../i18n/remembered.js';

/** Styles that an element adopted besides those of its class. */
const laterStyles = new WeakMap<Element, CSSResult[]>();
/** The sheets of each document, which its elements share: to parse them takes longer than to render a chat. */
const sheetsOf = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();

/**
 * Adopts the styles of the element's class, and further ones. A style sheet belongs to one document, so the element's current
 * document has sheets of its own.
 */
export function adoptStyles(host: ReactiveControllerHost & HTMLElement, ...more: CSSResult[]): void {
  const later = [...(laterStyles.get(host) ?? []), ...more];
  laterStyles.set(host, later);
  const { ownerDocument, shadowRoot } = host;
  const view = ownerDocument.defaultView;
  if (!shadowRoot || !view) return;
  const sheets = sheetsOf.get(ownerDocument) ?? new Map<CSSResult, CSSStyleSheet>();
  sheetsOf.set(ownerDocument, sheets);
  const { elementStyles } = host.constructor as typeof LitElement;
  shadowRoot.adoptedStyleSheets = [...(elementStyles as CSSResult[]), ...later].map((style) =>
    remembered(sheets, style, () => {
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(style.cssText);
      return sheet;
    }),
  );
}
