import { ignoreForbidden } from './ignore-forbidden.js';

/** Two soft notes, G and the C above it: the frequency in Hz, and the start in seconds. */
const notes = [
  [783.99, 0],
  [1046.5, 0.1],
] as const;
const volume = 0.1;
/** How long a note decays, in seconds. */
const decay = 0.4;
/** How long to wait for audio to start, in milliseconds. A later sound would no longer belong to its message. */
const startTimeout = 500;
/** After this time without a sound, in milliseconds, the audio device is released for other programs. */
const idleTime = 1500;
/** The gestures after which browsers allow a page to play sounds. */
const gestures = ['click', 'keydown'] as const;

/** The sound of a message, for all chats of the page. */
class Chime {
  #users = new Set<object>();
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Keeps audio available while at least one chat wants it. */
  set(chat: object, isWanted: boolean): void {
    if (isWanted === this.#users.has(chat)) return;
    if (isWanted) this.#users.add(chat);
    else this.#users.delete(chat);
    if (this.#users.size === 0) this.#end();
    else if (isWanted && this.#users.size === 1)
      for (const type of gestures) addEventListener(type, this.#unlock, true);
  }

  /** @returns whether the sound was played. If it was blocked, it is not played later either. */
  async play(): Promise<boolean> {
    const context = await this.#started();
    if (!context) return false;
    for (const [pitch, delay] of notes) {
      const start = context.currentTime + delay;
      const note = context.createOscillator();
      const gain = context.createGain();
      note.frequency.value = pitch;
      // From zero and to nearly zero, or the note would begin and end with a click.
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(volume, start + 0.01);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + decay);
      note.connect(gain).connect(context.destination);
      note.start(start);
      note.stop(start + decay);
    }
    return true;
  }

  /** Safari allows later sounds only if the audio context was started once within a gesture. */
  #unlock = (): void => {
    void this.#started().then((context) => context && this.#stopListening());
  };

  async #started(): Promise<AudioContext | undefined> {
    try {
      const context = (this.#context ??= new AudioContext());
      if (context.state !== 'running') {
        // In some browsers this promise settles only at the next gesture.
        await Promise.race([context.resume(), new Promise((late) => setTimeout(late, startTimeout))]);
      }
      // Suspended in either case: a context that waits for a gesture must not start by itself later.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#sleep(), context.state === 'running' ? idleTime : 0);
      return context.state === 'running' ? context : undefined;
    } catch (error) {
      // There is no audio device, or a call is using it.
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
