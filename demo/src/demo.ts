const maxRoomLength = 128;
const schemeKey = 'realtime-chat-demo:scheme';

const base = new URL('.', document.baseURI);
const room = chosenRoom();

setUpChat();
setUpSnippet();
setUpScheme();

function chosenRoom(): string {
  const wanted = new URLSearchParams(location.search).get('room');
  if (!wanted) return 'lobby';
  if (wanted.length <= maxRoomLength) return wanted;
  find('#notice').textContent =
    `A room’s name may have at most ${maxRoomLength} characters, so this is the lobby.`;
  return 'lobby';
}

function setUpChat(): void {
  const chat = find('realtime-chat');
  chat.setAttribute('room', room);
  if (room !== 'lobby') {
    chat.setAttribute('heading', room);
    find('#second').setAttribute('href', `./?${new URLSearchParams({ room })}`);
  }
}

function setUpSnippet(): void {
  find('#src').textContent = inAttribute(new URL('realtime-chat.js', base).href);
  find('#room').textContent = inAttribute(room);

  const snippet = find('#snippet');
  const copied = find('#copied');
  find('#copy').addEventListener('click', () => {
    copied.textContent = '';
    copy(snippet).then(
      () => announce(copied, 'Copied'),
      () => {
        getSelection()?.selectAllChildren(snippet);
        // oxlint-disable-next-line typescript/no-deprecated -- the only way on plain HTTP
        const isCopied = document.execCommand('copy');
        announce(copied, isCopied ? 'Copied' : 'Selected: press Ctrl+C or ⌘C');
      },
    );
  });
}

/** @throws where the browser has no clipboard for the page, as on plain HTTP, or refuses it. */
async function copy({ textContent }: Element): Promise<void> {
  await navigator.clipboard.writeText(textContent ?? '');
}

/** The same words again would not be read out, so the region is empty for a moment before. */
function announce(region: Element, words: string): void {
  setTimeout(() => (region.textContent = words), 50);
}

function setUpScheme(): void {
  const choice = find('fieldset');
  const saved = attempt(() => localStorage.getItem(schemeKey));
  if (saved) choice.querySelector<HTMLInputElement>(`[value='${CSS.escape(saved)}']`)?.click();
  choice.addEventListener('change', (event) => {
    const { value } = event.target as HTMLInputElement;
    attempt(() => localStorage.setItem(schemeKey, value));
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

function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

function find(selector: string): Element {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`The page lacks ${selector}`);
  return element;
}
