/**
 * Makes a text field as high as its text and its borders. The style sheet sets the bounds.
 *
 * @param pane the scrolling pane above the field. It grows while the field is measured, which would scroll it
 * @returns the field's width, for which this height holds
 */
export function fitHeight(field: HTMLTextAreaElement, pane: HTMLElement | null): number {
  const top = pane?.scrollTop ?? 0;
  field.style.blockSize = 'auto';
  // An empty field has the height of the style sheet, so that it follows when the font size changes later.
  if (field.value)
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  const width = field.clientWidth;
  if (pane) pane.scrollTop = top;
  return width;
}
