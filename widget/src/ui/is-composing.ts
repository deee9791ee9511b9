/**
 * Whether a key belongs to an input method, which composes what is typed. Safari ends the composition before the key
 * arrives, and tells by the key code alone.
 */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other sign of it
  return event.isComposing || event.keyCode === 229;
}
