import type { Person, Script } from './scripted-room.js';

const me: Person = { id: 'user:you', username: 'Robin', verified: true };
const fern: Person = { id: 'user:fern', username: 'Fern', verified: true };

/** The conversation on the page with a launcher. */
export const shopTalk: Script = {
  me,
  others: [fern],
  before: [],
  after: [
    { by: fern, says: 'Hello! 🌿 Are you looking for a plant that forgives you?' },
    { by: fern, says: 'The cast-iron plant is a good start. It has outlived two of my flats.' },
  ],
};
