/** The relay's label where a message has no name, in English: what an older client or a log shows. */
export const serverName = 'Server';

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
  'Сервер',
  'الخادم',
  'کارساز',
  'שרת',
  'सर्वर',
  'サーバー',
  '서버',
  '伺服器',
  '服务器',
];
