/**
 * Whether a key belongs to an input method (IME). Safari ends the composition before it fires the key event, so there only
 * the key code shows it.
 */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- no other property shows it
  return event.isComposing || event.keyCode === 229;
}
