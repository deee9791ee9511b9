import { ignoreForbidden } from './ignore-forbidden.js';

/** Two soft notes, G and then C above it: how high in Hz, and when after the beginning, in seconds. */
const notes = [
  [783.99, 0],
  [1046.5, 0.1],
] as const;
const loudness = 0.1;
/** For how long a note dies away, in seconds. */
const decay = 0.4;
/** How long a browser may take to start, in milliseconds. A sound that comes later says nothing any more. */
const patience = 500;
/** After how long without a sound the audio device is left to others, in milliseconds. */
const rest = 1500;
/** What a browser takes for the wish of a person, after which a page may sound. */
const gestures = ['click', 'keydown'] as const;

/** The sound of a message, for all chats of the page. */
class Chime {
  #users = new Set<object>();
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Is ready to sound for as long as some chat may want it to. */
  set(chat: object, isWanted: boolean): void {
    if (isWanted === this.#users.has(chat)) return;
    if (isWanted) this.#users.add(chat);
    else this.#users.delete(chat);
    if (this.#users.size === 0) this.#end();
    else if (isWanted && this.#users.size === 1)
      for (const type of gestures) addEventListener(type, this.#unlock, true);
  }

  /** @returns whether the page may sound. If not, nothing sounds later either. */
  async play(): Promise<boolean> {
    const context = await this.#started();
    if (!context) return false;
    for (const [pitch, delay] of notes) {
      const start = context.currentTime + delay;
      const note = context.createOscillator();
      const volume = context.createGain();
      note.frequency.value = pitch;
      // From zero and to nearly zero, or it would click.
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(loudness, start + 0.01);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + decay);
      note.connect(volume).connect(context.destination);
      note.start(start);
      note.stop(start + decay);
    }
    return true;
  }

  /** Safari lets only that sound later on which was started once by the person's own act. */
  #unlock = (): void => {
    void this.#started().then((context) => context && this.#stopListening());
  };

  async #started(): Promise<AudioContext | undefined> {
    try {
      const context = (this.#context ??= new AudioContext());
      if (context.state !== 'running') {
        // Some browsers answer only when the person next does something.
        await Promise.race([context.resume(), new Promise((late) => setTimeout(late, patience))]);
      }
      // It goes to sleep in either case: what waits to be started must not start by itself.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#sleep(), context.state === 'running' ? rest : 0);
      return context.state === 'running' ? context : undefined;
    } catch (error) {
      // There is no audio device, or a call has it.
      if (error instanceof DOMException) return undefined;
      throw error;
    }
  }

  #sleep(): void {
    this.#context?.suspend().catch(ignoreForbidden);
  }

  #stopListening(): void {
    for (const type of gestures) removeEventListener(type, this.#unlock, true);
  }

  #end(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#context?.close().catch(ignoreForbidden);
    this.#context = undefined;
  }
}

export const chime = new Chime();
