import { copyText } from '../copying.js';
import { find } from '../find.js';
import { setUpScheme } from '../scheme.js';
import { SearchDialog } from './search-dialog.js';

setUpScheme(find('header fieldset'));
setUpSearch();
for (const block of document.querySelectorAll('article pre')) addCopyButton(block);
letScrollByKeyboard(document.querySelectorAll<HTMLElement>('article pre, .table'));

function setUpSearch(): void {
  const button = find('#search');
  const dialog = new SearchDialog();
  button.hidden = false;
  button.addEventListener('click', () => dialog.open());
  addEventListener('keydown', (event) => {
    const isShortcut = event.key === 'k' && (event.ctrlKey || event.metaKey);
    const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isShortcut && !(isSlash && !isTyping(event))) return;
    event.preventDefault();
    dialog.open();
  });
}

/** Also in the chat of the playground, whose fields are in its shadow root. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

function addCopyButton(block: Element): void {
  const frame = document.createElement('div');
  const button = document.createElement('button');
  const region = document.createElement('span');
  Object.assign(frame, { className: 'code' });
  Object.assign(button, { type: 'button', textContent: 'Copy' });
  region.setAttribute('role', 'status');
  block.replaceWith(frame);
  frame.append(block, region, button);
  button.addEventListener('click', () => {
    copyText(block, region);
    frame.classList.add('copied');
    button.addEventListener(
      'blur',
      () => {
        frame.classList.remove('copied');
        region.textContent = '';
      },
      { once: true },
    );
  });
}

/** What is wider than its place can be focused, and then scrolled by the arrow keys. Not every browser does this by itself. */
function letScrollByKeyboard(boxes: Iterable<HTMLElement>): void {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
    }
  });
  for (const box of boxes) observer.observe(box);
}
