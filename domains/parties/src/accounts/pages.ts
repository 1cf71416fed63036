/** A place in the order of bucket and id, after which a page begins. */
export type Place = { readonly bucket: number; readonly id: string };

const PAGE = 500;

/** All rows of a query, page after page: what stays open does not keep what comes behind it from its turn. */
export async function* everyRow<T>(read: (after: Place, limit: number) => Promise<readonly T[]>, placeOf: (row: T) => Place): AsyncGenerator<T> {
  let after: Place = { bucket: -1, id: '' };
  for (;;) {
    const rows = await read(after, PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = placeOf(last);
  }
}
