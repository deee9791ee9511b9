import { expect } from '@open-wc/testing';
import { newRoom, openChat, stage } from './support/chat.ts';
import { greeting, shows } from './support/view.ts';

/** Runs in the frame, into which nobody else can look: its origin is one of its own. */
const hands = `
  const chat = document.querySelector('realtime-chat');
  const part = (name) => chat.shadowRoot?.querySelector('[part~="' + name + '"]');
  const until = async (test) => {
    while (!test()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const type = (name, text) => {
    part(name).value = text;
    part(name).dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const press = (name, key) =>
    part(name).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const isSent = (text) => () =>
    [...chat.shadowRoot.querySelectorAll('[data-state="sent"][data-own]')].some((message) =>
      message.querySelector('[part~="text"]').textContent === text);

  await until(() => part('status')?.textContent === 'Online');
  type('field', 'by Enter in the name');
  type('name', 'Ann');
  press('name', 'Enter');
  await until(isSent('by Enter in the name'));
  type('field', 'by Send');
  part('send').click();
  await until(isSent('by Send'));
  // The code for that may still be on its way.
  await until(() => {
    if (!part('context')) press('field', 'ArrowUp');
    return part('context');
  });
  type('field', 'by Save');
  part('send').click();
`;

/** Loads the script file without its address, as a bundler of the page does, and tells the address of the relay. */
const withoutAddress = `
  const code = await (await fetch('${window.relayUrl}/realtime-chat.js')).text();
  await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  parent.postMessage(document.querySelector('realtime-chat').resolvedRelayUrl, '*');
`;

describe('in a frame that may run scripts and nothing else', () => {
  it('a person sends by Enter in the name and by Send, and edits by Save', async () => {
    const room = newRoom();
    const cem = await openChat({ room, username: 'Cem' });
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<!doctype html><html lang="en">
      <script type="module" src="${window.relayUrl}/realtime-chat.js"></script>
      <realtime-chat room="${room}"></realtime-chat>
      <script type="module">${hands}</script>`;
    stage().append(frame);
    await shows(cem, [greeting, 'Ann: by Enter in the name', 'Ann: by Save']);
  });

  it('the origin of the page is the relay of a script without an address', async () => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<!doctype html><realtime-chat></realtime-chat><script type="module">${withoutAddress}</script>`;
    const told = new Promise<MessageEvent>((resolve) => addEventListener('message', resolve, { once: true }));
    stage().append(frame);
    expect((await told).data).to.equal(`${location.origin}/`);
  });
});
