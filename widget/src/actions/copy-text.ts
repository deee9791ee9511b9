/**
 * Writes a text to the clipboard.
 *
 * @param place where a field can be put for a moment. Pages of plain http, and frames that may not use the clipboard API,
 * still have the command `copy`, which copies what is selected
 * @returns whether the text was copied
 */
export async function copyText(text: string, place: Element): Promise<boolean> {
  // Undefined on pages of plain http, other than the type says.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  // Whatever the reason of the refusal, the command may still work.
  const isWritten = await clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  return isWritten || copyByCommand(text, place);
}

function copyByCommand(text: string, place: Element): boolean {
  const { ownerDocument } = place;
  const { activeElement } = place.getRootNode() as Document | ShadowRoot;
  const field = ownerDocument.createElement('textarea');
  field.value = text;
  // Without this, a phone would open its keyboard.
  field.readOnly = true;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  place.append(field);
  field.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way without the clipboard API
  const isCopied = ownerDocument.execCommand('copy');
  field.remove();
  (activeElement as HTMLElement | null)?.focus({ preventScroll: true });
  return isCopied;
}
