import { serverName } from '@realtime-chat/protocol';

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
