import { today } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { decideChange, insertWatchList, parseWatchList, proposeChange } from '@jinqiao/compliance';
import { instant } from '@jinqiao/runtime';
import { type System, screenLists } from '@jinqiao/server';

/** Names that are made up, near to those of synthetic borrowers: the same, the same in sound, and in pinyin. */
const NAMES = ['王小雨', '李建国', 'ZHANG Haoran', '陈竞', '刘志强', 'Nobody Atall'];

/** Puts a sample watch list in force, by maker and checker, so that the screening desk has hits to review. */
export async function screenSampleList(system: System): Promise<void> {
  const { db, vault, clock } = system;
  const on = businessDate((await today(db)).current);
  const lines = NAMES.map((name, i) => `D|SAMPLE-${i + 1}|person|${name}||||XX|Sample entry, made up 样例,虚构`);
  const file = parseWatchList([`H|watch-list|sample|${on}|${lines.length}`, ...lines, `T|${lines.length}`].join('\n'));
  const act = (by: string) => ({ by, at: instant(clock), on });
  const change = await db.tx(async (tx) => {
    const { listId, version, entries, digest } = await insertWatchList(tx, vault, file, 'risk');
    return proposeChange(tx, act('risk'), 'demonstration list', { kind: 'watch-list', listId, version, entries, digest }, 'Sample list of the demonstration');
  });
  await db.tx((tx) => decideChange(tx, act('compliance'), change.changeId, true, 'Sample list of the demonstration'));
  await screenLists(system, on);
}
