/** The words of what loads on demand: the menu, completion, the emoji picker, and who is here. They load with it. */
export const enOnDemand = {
  /** Behind one's own name. */
  you: '(you)',
  react: 'More emoji',
  reply: 'Reply',
  edit: 'Edit',
  delete: 'Delete',
  reallyDelete: 'Delete for everyone?',
  report: 'Report',
  reported: 'Thank you. The message was reported.',
  completion: 'Suggestions',
  'picker.label': 'Emoji',
  'picker.search': 'Search emoji',
  'picker.recent': 'Recently used',
  'picker.loading': 'Loading emoji…',
  'picker.failed': 'The emoji could not be loaded.',
  'picker.none': 'No emoji found',
  'picker.found': { one: '{count} emoji', other: '{count} emoji' },
  'problem.too_late': 'It is too late to change this message.',
  'problem.too_many': 'This message has as many kinds of reactions as it can have.',
};
