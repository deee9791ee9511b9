// The classic script file can have nothing beside it but what it asks for by its address; and in both script files, one
// import for all languages is smaller than one for each. The query of the script's own address goes along, so that
// what a page asks for anew it gets anew.
const { href, search } = new URL(import.meta.url);

export const languages = 'ar de es fa fr he hi it ja ko nl pl pt ru tr uk zh zh-hant'.split(' ');

// A browser does not ask a second time for an address that once failed; by its fragment, it is another.
export const loadFile = async (language, attempt) =>
  (await import(new URL(`realtime-chat-${language}.js${search}#${attempt}`, href))).default;
