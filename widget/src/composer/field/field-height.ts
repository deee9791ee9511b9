/**
 * Makes the field as high as its text, in browsers whose style sheets cannot. A copy of the text would be laid out without
 * this code, but tools that record what happens on a page would read it.
 */
export function fitToText(field: HTMLTextAreaElement): void {
  const { parentElement, style, value } = field;
  parentElement?.toggleAttribute('data-empty', !value);
  if (CSS.supports('field-sizing', 'content')) return;
  style.blockSize = '0';
  parentElement?.style.setProperty('--_height', `${field.scrollHeight}px`);
  style.blockSize = '';
}
