// Waits for the files of a chat in another page.

/** A page that has `importAll`, as those of the tests do: only its own imports share its modules. */
interface ImportingWindow extends Window {
  importAll(urls: readonly string[]): Promise<unknown>;
}

/** The files that a chat loads before it is online, or right then. */
export const firstFiles = ['after-join', 'new-messages', 'outbox-store'];

/** The files that a chat may be loading at any time. Languages are there before the chat is drawn. */
const allFiles = [
  ...firstFiles,
  'echo-acknowledgements',
  'launcher-button',
  'launcher-panel',
  'notifications',
  'old-browser',
  'on-demand',
  'permalink-target',
  'token-source',
];

/**
 * Waits until the page loads none of these files. The browser loads each file once, so that this ends when the chat has them.
 *
 * WebKit retries an import of a page that has gone for ever, and everything hangs. A page that is removed or left while a file
 * of the chat is on its way is one with such an import.
 */
export async function filesHaveLoaded(page: Window, names = allFiles): Promise<void> {
  // The chat's own import of a file comes first.
  await twoFrames(page);
  const urls = names.map((name) => `${window.relayUrl}/realtime-chat-${name}.js`);
  await (page as ImportingWindow).importAll(urls);
  // What has arrived is linked and run before the page is drawn twice.
  await twoFrames(page);
}

async function twoFrames(page: Window): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1)
    await new Promise((resolve) => page.requestAnimationFrame(resolve));
}
