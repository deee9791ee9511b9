import { copyText, inAttribute } from './copying.js';
import { find } from './find.js';
import { launchTalk } from './launch-talk.js';
import { Pause } from './pause.js';
import { setUpScheme } from './scheme.js';
import { ScriptedRoom } from './scripted-room.js';
import { serveScripted } from './scripted-socket.js';
import { applyTheme, declarationsOf, showThemes } from './theme-choice.js';

const maxRoomLength = 128;

const base = new URL('.', document.baseURI);
const room = chosenRoom();

setUpLobby();
setUpTalk();
setUpThemes();
setUpSnippet();
setUpScheme(find('fieldset'));

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
  showThemes(find('#themes'), (properties, chosen) => {
    for (const chat of document.querySelectorAll<HTMLElement>('realtime-chat')) {
      applyTheme(chat, properties, chosen);
    }
    find('#style').hidden = Object.keys(properties).length === 0;
    find('#theme').textContent = declarationsOf(properties);
  });
}

function setUpSnippet(): void {
  find('#src').textContent = inAttribute(new URL('realtime-chat.js', base).href);
  find('#room').textContent = inAttribute(room);

  find('#copy').addEventListener('click', () => copyText(find('#snippet'), find('#copied')));
}
