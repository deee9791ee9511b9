import { serverName } from '@realtime-chat/protocol';
import { TakenNames } from './taken-names.ts';

/**
 * The relay's label in every language of the widget. No person can take one of these, whatever language the reader has. A
 * test holds this list equal to the `server` texts of the locale files.
 */
export const serverNames: readonly string[] = [
  serverName,
  'Servidor',
  'Serveur',
  'Serwer',
  'Sunucu',
  'Palvelin',
  'Kiszolgáló',
  'Máy chủ',
  'Διακομιστής',
  'Сервер',
  'الخادم',
  'کارساز',
  'שרת',
  'सर्वर',
  'সার্ভার',
  'เซิร์ฟเวอร์',
  'サーバー',
  '서버',
  '伺服器',
  '服务器',
];

const taken = new TakenNames();
// In capitals too: some letters look alike only there, as Cyrillic В and Latin B.
for (const name of serverNames.flatMap((each) => [each, each.toUpperCase()])) taken.add(name, 'server');

/** Whether a name can be taken for the relay's own, in any language of the widget. */
export function resemblesServerName(name: string): boolean {
  return taken.isTaken(name, 'anybody');
}
