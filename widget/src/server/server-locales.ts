import type { Locale } from '../i18n/locales/en.js';
import ar from '../i18n/locales/ar.js';
import bn from '../i18n/locales/bn.js';
import cs from '../i18n/locales/cs.js';
import da from '../i18n/locales/da.js';
import de from '../i18n/locales/de.js';
import deXFormal from '../i18n/locales/de-x-formal.js';
import el from '../i18n/locales/el.js';
import es from '../i18n/locales/es.js';
import fa from '../i18n/locales/fa.js';
import fi from '../i18n/locales/fi.js';
import fr from '../i18n/locales/fr.js';
import he from '../i18n/locales/he.js';
import hi from '../i18n/locales/hi.js';
import hu from '../i18n/locales/hu.js';
import id from '../i18n/locales/id.js';
import it from '../i18n/locales/it.js';
import ja from '../i18n/locales/ja.js';
import ko from '../i18n/locales/ko.js';
import nb from '../i18n/locales/nb.js';
import nl from '../i18n/locales/nl.js';
import pl from '../i18n/locales/pl.js';
import pt from '../i18n/locales/pt.js';
import ro from '../i18n/locales/ro.js';
import ru from '../i18n/locales/ru.js';
import sv from '../i18n/locales/sv.js';
import th from '../i18n/locales/th.js';
import tr from '../i18n/locales/tr.js';
import uk from '../i18n/locales/uk.js';
import vi from '../i18n/locales/vi.js';
import zh from '../i18n/locales/zh.js';
import zhHant from '../i18n/locales/zh-hant.js';

/** All locales. A server renders at once, so it cannot wait for a file. */
export const serverLocales: Readonly<Record<string, Locale>> = {
  ar,
  bn,
  cs,
  da,
  de,
  'de-x-formal': deXFormal,
  el,
  es,
  fa,
  fi,
  fr,
  he,
  hi,
  hu,
  id,
  it,
  ja,
  ko,
  nb,
  nl,
  pl,
  pt,
  ro,
  ru,
  sv,
  th,
  tr,
  uk,
  vi,
  zh,
  'zh-hant': zhHant,
};
