const key = 'realtime-chat-demo:scheme';

/** Keeps the colour scheme that the visitor chooses, for all pages of the demo. The style sheets read the choice itself. */
export function setUpScheme(choice: Element): void {
  const saved = attempt(() => localStorage.getItem(key));
  if (saved) choice.querySelector<HTMLInputElement>(`[value='${CSS.escape(saved)}']`)?.click();
  choice.addEventListener('change', (event) => {
    const { value } = event.target as HTMLInputElement;
    attempt(() => localStorage.setItem(key, value));
  });
}

/** A browser may refuse storage; the page then forgets the choice. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
