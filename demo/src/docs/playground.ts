import { copyText, inAttribute } from '../copying.js';
import { find } from '../find.js';
import { launchTalk } from '../launch-talk.js';
import { ScriptedRoom } from '../scripted-room.js';
import { serveScripted } from '../scripted-socket.js';
import { applyTheme, declarationsOf, showThemes } from '../theme-choice.js';
import type { Theme } from '../themes.js';

/** The folder of the relay's files, from which the element takes the relay's address. */
const relay = new URL('..', import.meta.url);
const scripted = new URL('scripted/', relay);
const wait = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));

/** Attributes that are not always there. */
const optional = ['heading', 'lang', 'readonly', 'sound', 'notifications'];

const choices = find<HTMLFormElement>('#choices');
const stage = find('#stage');
let theme: Theme = {};
/** The theme that the chat has. */
let shown: Theme = {};

const talk = new ScriptedRoom(launchTalk);
serveScripted(scripted, talk);
void talk.play(wait);

showThemes(find('.themes'), (chosen) => {
  theme = chosen;
  show();
});
choices.addEventListener('input', show);
choices.addEventListener('submit', (event) => event.preventDefault());
find('#copy').addEventListener('click', () => copyText(find('#snippet'), find('#copied')));
show();

/** The attributes of the element by the choices, in the order in which the snippet has them. */
function chosenAttributes(): [string, string | true][] {
  const data = new FormData(choices);
  const textOf = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const attributes: [string, string | boolean][] = [
    ['layout', textOf('layout') === 'launcher' && 'launcher'],
    ['room', textOf('room') || 'lobby'],
    ['heading', textOf('heading')],
    ['lang', textOf('lang')],
    ...['readonly', 'sound', 'notifications'].map((name): [string, boolean] => [name, data.has(name)]),
  ];
  return attributes.flatMap(([name, value]): [string, string | true][] => (value ? [[name, value]] : []));
}

function show(): void {
  const attributes = chosenAttributes();
  showChat(attributes);
  showSnippet(attributes);
}

/** The chat stays while it can, with what was typed into it. Another layout or another relay makes a new one. */
function showChat(attributes: [string, string | true][]): void {
  const isPlayed = new FormData(choices).get('talk') === 'played';
  const isLauncher = attributes.some(([name]) => name === 'layout');
  const key = `${isPlayed} ${isLauncher}`;
  let chat = stage.querySelector<HTMLElement>('realtime-chat');
  if (!chat || stage.dataset.key !== key) {
    chat = document.createElement('realtime-chat');
    stage.replaceChildren(chat);
    stage.dataset.key = key;
  }
  for (const name of optional) {
    if (!attributes.some(([chosen]) => chosen === name)) chat.removeAttribute(name);
  }
  for (const [name, value] of attributes) {
    const text = value === true ? '' : value;
    if (chat.getAttribute(name) !== text) chat.setAttribute(name, text);
  }
  if (isPlayed) chat.setAttribute('relay-url', scripted.href);
  applyTheme(chat, theme, shown);
  shown = theme;
  find('#hint').hidden = !isLauncher;
}

function showSnippet(attributes: [string, string | true][]): void {
  const written = attributes.map(([name, value]) =>
    value === true ? name : `${name}="${inAttribute(value)}"`,
  );
  const short = `<realtime-chat ${written.join(' ')}></realtime-chat>`;
  const element =
    short.length <= 78
      ? short
      : `<realtime-chat\n${written.map((each) => `  ${each}\n`).join('')}></realtime-chat>`;
  const style = Object.keys(theme).length
    ? `\n<style>\n  realtime-chat {\n${declarationsOf(theme)}  }\n</style>`
    : '';
  const source = inAttribute(new URL('realtime-chat.js', relay).href);
  find('#snippet').textContent = `<script type="module" src="${source}"></script>\n${element}${style}`;
}
