import { comparableName, serverName } from './name.ts';

/*
 * The names that nobody can take. The relay alone checks them: the list would be a part of each page's first load.
 */

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

const reserved = new Set(serverNames.map(comparableName));

/** Whether a name is reserved for the relay, in any language. The relay itself also checks names that look alike. */
export function isServerName(name: string): boolean {
  return reserved.has(comparableName(name));
}
