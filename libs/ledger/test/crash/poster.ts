import { openDatabase } from '@jinqiao/database';
import { openPoster } from '../../src/index.ts';
import { BOOK, send, sendWithFee, topUp } from '../book.ts';

/** A process to be killed: many callers post through one poster, and each acknowledged id is a line of the output. */
const [url = '', run = '', callers = '16'] = process.argv.slice(2);
const poster = openPoster(openDatabase(url, { max: 3 }), BOOK);
let next = 0;

async function caller(): Promise<never> {
  for (;;) {
    next += 1;
    const reference = `${run}/${next}`;
    const posted =
      next % 3 === 0
        ? await poster.postLinked([topUp(`${reference}a`, 7n), sendWithFee(`${reference}b`, 5n, 1n)])
        : [await poster.post(next % 3 === 1 ? topUp(reference, 20n) : send(reference, 3n))];
    process.stdout.write(posted.map(({ id }) => `${id}\n`).join(''));
  }
}

await Promise.all(Array.from({ length: Number(callers) }, caller));
