import { RealtimeChat } from './realtime-chat.js';

/**
 * The newest features of the web that the chat cannot do without. All are part of Baseline 2024. The build holds the same
 * floor: the script files have the syntax of ES2022, and the type check knows the library of ES2023.
 */
function isBrowserRecent(): boolean {
  return (
    'canParse' in URL &&
    'toSorted' in Array.prototype &&
    'Segmenter' in Intl &&
    'checkVisibility' in Element.prototype &&
    'popover' in HTMLElement.prototype &&
    CSS.supports('color', 'light-dark(red, red)')
  );
}

/**
 * Defines `<realtime-chat>`. In an older browser, the element is a sentence that says so.
 *
 * @param prepare is called before, unless the browser is too old for it
 */
export function defineElement(prepare?: () => void): void {
  const define = (element: CustomElementConstructor): void => {
    // The page may have defined it already, by another script file or by another copy of the package.
    if (!customElements.get('realtime-chat')) customElements.define('realtime-chat', element);
  };
  if (isBrowserRecent()) {
    prepare?.();
    define(RealtimeChat);
  } else void import('./old-browser.js').then(({ OldBrowserSentence }) => define(OldBrowserSentence));
}
