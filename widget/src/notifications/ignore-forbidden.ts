/** Catches the error of an optional feature that the page may not use, as in a sandbox or a cross-origin frame. */
export function ignoreForbidden(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
