/** Page after page in the order of keys: what stays open is met once. @param read gives the page behind a row; the first where that is null. */
export async function eachPage<T>(read: (after: T | null) => Promise<T[]>, work: (page: T[]) => Promise<void>): Promise<void> {
  for (let page = await read(null); page.length > 0; page = await read(page.at(-1) as T)) await work(page);
}
