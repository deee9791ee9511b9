// What a scene is played with.
import type { WireClient } from '../support/wire-client.ts';
import type { ChatPage } from './page.ts';

export interface Stage {
  page: ChatPage;
  /** Opens the chat in the room of this scene, for Ann, and waits until Orca has said what it says of a new page. */
  enter: (attributes?: Record<string, string>) => Promise<void>;
  /** Somebody else in the room of this scene. */
  ben: Ben;
  /** Does something, waits until Orca has come to rest, and writes down what it has said. */
  step: (what: string, act: () => Promise<unknown>) => Promise<void>;
  /** Does something of which it does not matter what is said. */
  unheard: (act: () => Promise<unknown>) => Promise<void>;
  /** Moves the focus, and waits until Orca has said so: the first keys would be its own otherwise. */
  focus: (selector: string) => Promise<void>;
  press: (...keys: string[]) => Promise<void>;
  /** Types into what has the focus. How much of it Orca repeats depends on how busy the machine is. */
  type: (text: string) => Promise<void>;
  /** Presses a key until what has the focus has such a name. */
  pressUntil: (key: string, name: RegExp) => Promise<void>;
}

export interface Ben {
  says: (text: string) => Promise<unknown>;
  client: WireClient;
  relayUrl: string;
}

export interface Scene {
  /** Also the name of the file with what is spoken. */
  name: string;
  play: (stage: Stage) => Promise<void>;
}
