import { sealerOf } from '@jinqiao/gateway';
import { instant, maskMobile } from '@jinqiao/runtime';
import { messages } from '@jinqiao/wire';
import { createFaultBox } from './faults.ts';
import { answering, type InstitutionSetup, type RunningInstitution, startInstitution } from './institution.ts';
import { messagesPage, type SentText } from './pages.ts';

export type MessagesSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string> };

/** How many messages the outlet remembers, and for how long. They are kept in memory only: a code is nothing to be stored. */
const KEPT = 200;
const KEPT_MS = 10 * 60_000;

/** The operator of short messages. Instead of a telephone network it has an outlet: a page where what was sent can be read. */
export function startMessages(setup: MessagesSetup): Promise<RunningInstitution> {
  const kept = new Map<string, SentText>();
  const recent = () => [...kept.values()].filter((message) => Date.parse(message.at) > setup.clock.now() - KEPT_MS).reverse();
  const keep = (ref: string, message: SentText) => {
    kept.set(ref, message);
    for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(old);
  };
  const controls = {
    sent: async (body: Readonly<Record<string, unknown>>) =>
      recent()
        .filter((message) => message.mobile === body.mobile)
        .map(({ text, at }) => ({ text, at })),
  };
  const outlet = async () => messagesPage(recent().map((message) => ({ ...message, mobile: maskMobile(message.mobile) })));
  return startInstitution(setup, [sendText(setup, keep)], createFaultBox(), controls, async () => ({}), { '': outlet });
}

/** The sandbox's rule: numbers of the range 1709, which belongs to nobody, cannot be reached. */
function sendText({ sealKeys, clock }: MessagesSetup, keep: (ref: string, message: SentText) => void) {
  return answering(messages.sendText, async (_tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    const mobile = open(body.mobile);
    if (mobile.startsWith('1709')) return { status: 'REFUSED' as const, code: 'NUMBER_UNREACHABLE' };
    keep(body.messageRef, { mobile, text: open(body.text), at: instant(clock) });
    return { status: 'ACCEPTED' as const, code: 'OK' };
  });
}
