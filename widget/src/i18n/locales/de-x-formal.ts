import type { Locale } from './en.js';
import de from './de.js';

/** German that says `Sie`: all that addresses the reader in another way than `de`. */
export default {
  ...de,
  name: 'Ihr Name',
  empty: 'Noch keine Nachrichten. Sagen Sie Hallo!',
  mentioned: '{name} hat Sie erwähnt',
  uploadingHere: 'Wird hochgeladen … {percent}. Bitte lassen Sie diese Seite geöffnet.',
  queuedHere: 'Noch nicht gesendet. Bitte lassen Sie diese Seite geöffnet.',
  offline: 'Offline. Was Sie senden, wartet hier.',
  paused: 'Das Senden pausiert. Was Sie senden, wartet hier.',
  signedOut: 'Sie sind nicht mehr als {name} angemeldet.',
  'problem.no_name': 'Bitte geben Sie Ihren Namen ein',
  'problem.bad_name': 'Dieser Name kann nicht verwendet werden. Bitte wählen Sie einen anderen.',
  'problem.name_taken': 'Dieser Name ist vergeben. Bitte wählen Sie einen anderen.',
  you: '(Sie)',
  'problem.conflict': 'Bitte versuchen Sie es noch einmal.',
  'problem.forbidden': 'Das dürfen Sie nicht.',
  'problem.file_not_found': 'Eine Datei ist nicht mehr da. Bitte hängen Sie sie noch einmal an.',
  'problem.held': 'Wartet auf Moderatoren. Nur Sie sehen diese Nachricht.',
  'problem.readonly': 'Sie können hier nur lesen.',
  'problem.muted': 'Sie können hier im Moment nicht schreiben.',
  'problem.banned': 'Sie können diesen Raum nicht betreten.',
  'problem.unauthorized': 'Melden Sie sich an, um teilzunehmen.',
  'problem.expired': 'Bitte melden Sie sich erneut an.',
  oldBrowser:
    'Dieser Browser ist zu alt für den Chat. Bitte aktualisieren Sie ihn, oder nehmen Sie einen anderen.',
} satisfies Locale;
