/** More than a chat shows at once. What others send must not fill the memory. */
const most = 1000;

/** The value for a key, which is made once and kept: `Intl` is slow. */
export function remembered<Key, Value>(values: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  if (values.size > most) values.clear();
  const value = values.get(key) ?? make(key);
  values.set(key, value);
  return value;
}
