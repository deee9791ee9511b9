/**
 * Passes on the files that are dragged over the chat, dropped or pasted. For a dropped one, the browser would leave the page.
 */
export function onTransferredFiles(
  host: HTMLElement,
  take: (type: string, files: readonly File[]) => Promise<void>,
): void {
  const onTransfer = (event: Event): void => {
    const { type, dataTransfer, clipboardData } = event as DragEvent & ClipboardEvent;
    const transfer = dataTransfer ?? clipboardData;
    // A text that is pasted from an office program comes with a picture of itself.
    if (!transfer?.types.includes('Files') || clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    void take(type, [...transfer.files]);
  };
  for (const type of ['dragover', 'drop', 'paste']) host.addEventListener(type, onTransfer);
}
