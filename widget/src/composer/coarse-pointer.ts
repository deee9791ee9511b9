/** Whether the person points with a finger, and types on a keyboard on the screen, which has no Shift with Enter. */
export function hasCoarsePointer(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
