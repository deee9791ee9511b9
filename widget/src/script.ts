import { RealtimeChat } from './index.js';

/* The entry of the script files, which a relay serves: what they came from is where to connect. */
RealtimeChat.defaultRelayUrl = new URL(import.meta.url).origin;
