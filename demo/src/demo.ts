import { find } from './find.js';
import { launchTalk } from './launch-talk.js';
import { Pause } from './pause.js';
import { ScriptedRoom } from './scripted-room.js';
import { serveScripted } from './scripted-socket.js';
import { themes } from './themes.js';

const maxRoomLength = 128;
const schemeKey = 'realtime-chat-demo:scheme';

const base = new URL('.', document.baseURI);
const room = chosenRoom();

setUpLobby();
setUpTalk();
setUpThemes();
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

function setUpLobby(): void {
  const chat = find('#lobby');
  chat.setAttribute('room', room);
  if (room !== 'lobby') {
    chat.setAttribute('heading', room);
    find('#second').setAttribute('href', `./?${new URLSearchParams({ room })}`);
  }
}

/** The conversation begins when the visitor sees it, and can be paused. */
function setUpTalk(): void {
  const talk = new ScriptedRoom(launchTalk);
  serveScripted(new URL('scripted/', base), talk);
  const chat = find('#talk');
  const button = find<HTMLButtonElement>('#pause');
  const pause = new Pause();
  button.addEventListener('click', () => {
    pause.toggle();
    button.textContent = pause.isPaused ? 'Go on' : 'Pause';
  });
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      button.hidden = false;
      void talk.play(pause.wait).then(() => (button.hidden = true));
    },
    { threshold: 0.5 },
  );
  observer.observe(chat);
}

/** A swatch restyles both chats, and the snippet tells how. */
function setUpThemes(): void {
  const choice = find('#themes');
  const chats = document.querySelectorAll<HTMLElement>('realtime-chat');
  let chosen: Record<string, string> = {};
  for (const [name, properties] of Object.entries(themes)) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { className: 'unseen', type: 'radio', name: 'theme', checked: name === 'Sky' });
    const swatch = document.createElement('i');
    for (const [property, value] of Object.entries(properties)) swatch.style.setProperty(property, value);
    label.append(input, swatch, name);
    choice.append(label);
    input.addEventListener('change', () => {
      for (const chat of chats) {
        for (const property of Object.keys(chosen)) chat.style.removeProperty(property);
        for (const [property, value] of Object.entries(properties)) chat.style.setProperty(property, value);
      }
      chosen = properties;
      const lines = Object.entries(properties).map(([property, value]) => `    ${property}: ${value};\n`);
      find('#style').hidden = lines.length === 0;
      find('#theme').textContent = lines.join('');
    });
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
