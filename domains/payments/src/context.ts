import type { Profile } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import type { Clock } from '@jinqiao/runtime';
import type { Institution } from '@jinqiao/wire';

type Layout = { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string };

/** What payments need around them: the institutions, the body of rules, and the clock for what is only shown. */
export type Payments = {
  readonly institutions: readonly Institution[];
  readonly profile: Profile;
  readonly clock: Clock;
  /** Lines of partners' files are checked by the gateway; a damaged file throws. */
  readonly readFile: (
    layout: Layout,
    content: string,
    digest: string,
    expected: { readonly institution: string; readonly date: string },
  ) => readonly Readonly<Record<string, string>>[];
  /** Tells institutions that their day has come, where their days move with ours. */
  readonly openDay: (date: string) => Promise<void>;
};

/** Guards what is booked: a command must find the day open and is told which it is, the close is fenced already. */
export type Guard = (tx: Tx) => Promise<unknown>;

/** The day on which a transaction books: the one that its guard holds open, else the one that is being closed. */
export async function dayUnder(guard: Guard, tx: Tx, on: string): Promise<string> {
  const held = await guard(tx);
  return typeof held === 'string' ? held : on;
}
