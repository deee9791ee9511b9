import { lazy } from '../../client/connection/lazy.js';
import { RealtimeChat } from '../realtime-chat.js';

const loadOldBrowser = lazy(() => import('./old-browser.js'));

/**
 * The newest features of the web that the chat cannot do without. Objects are asked, and not their classes: old versions of
 * Prototype.js replace the class `Element`.
 */
function isBrowserRecent(): boolean {
  return (
    'canParse' in URL &&
    'toSorted' in [] &&
    'Segmenter' in Intl &&
    'checkVisibility' in document.documentElement &&
    'popover' in document.documentElement &&
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
  } else void loadOldBrowser().then((code) => code && define(code.OldBrowserSentence));
}
