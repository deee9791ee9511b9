/** One of the parts that the script files have in place of a library's, as the type of what it stands for. */
export async function leanPart<T>(file: string): Promise<T> {
  return (await import(new URL(`../../../widget/lean/${file}`, import.meta.url).href)) as T;
}
