/** For what a page may not do everywhere, as in a sandbox or in a frame of another site, and is done without. */
export function ignoreForbidden(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
