import { ScriptedRoom } from './scripted-room.js';
import { serveScripted } from './scripted-socket.js';
import { shopTalk } from './shop-talk.js';

const room = new ScriptedRoom(shopTalk);
serveScripted(new URL('./scripted/', document.baseURI), room);
// Without `eager` a launcher connects when it is opened, and has no badge before. This one greets its visitors.
document
  .querySelector('realtime-chat')
  ?.addEventListener(
    'chat-status',
    () => void room.play((duration) => new Promise((resolve) => setTimeout(resolve, duration))),
    { once: true },
  );
