import { encodeFile, sm3 } from '@jinqiao/gateway';
import { files } from '@jinqiao/wire';
import type { FaultBox, FaultKind } from './faults.ts';

type DailyFile = Parameters<typeof encodeFile>[0];
type Written = { readonly content: string; readonly digest: string };

/** The files whose lines may be wrong: those that are compared with our records. */
const COMPARED: readonly string[] = [files.settlementFile.name, files.loanDayFile.name, files.shopDayFile.name];

/** Characters of one piece of a file. */
const PIECE = 4_000_000;

/** A piece of a daily file as it leaves: late, damaged or wrong where the sandbox was told so. What comes after the first is not touched. */
export function misbehaving(
  faults: FaultBox,
  operation: string,
  file: DailyFile,
  part = 0,
): { ready: boolean; content: string; digest: string; parts: number } {
  if (part === 0 && faults.take('late-file', operation)) return { ready: false, content: '', digest: '', parts: 1 };
  const { content, digest } = part === 0 ? damaged(faults, operation, wronglyWritten(faults, operation, file)) : encodeFile(file);
  return { ready: true, content: content.slice(part * PIECE, (part + 1) * PIECE), digest, parts: Math.max(1, Math.ceil(content.length / PIECE)) };
}

/** What the institution gets wrong itself: the digest is that of what it wrote. */
function wronglyWritten(faults: FaultBox, operation: string, file: DailyFile): Written {
  const take = (kind: FaultKind) => faults.take(kind, operation);
  const { layout, rows } = file;
  const [first, ...rest] = rows;
  // Without a line there is none to be wrong: the fault waits for the next file.
  if (first && COMPARED.includes(layout.name)) {
    if (take('wrong-amount')) return encodeFile({ ...file, rows: [{ ...first, [layout.sumOf]: String(BigInt(first[layout.sumOf] ?? '0') + 1n) }, ...rest] });
    if (take('missing-row')) return encodeFile({ ...file, rows: rest });
    if (take('doubled-row')) return encodeFile({ ...file, rows: [first, first, ...rest] });
  }
  const sound = encodeFile(file);
  const written = (content: string): Written => ({ content, digest: sm3(content) });
  if (take('wrong-total')) return written(sound.content.replace(/\|(\d+)\n$/, (_, sum: string) => `|${BigInt(sum) + 1n}\n`));
  if (take('wrong-date')) return written(sound.content.replace(`|${file.date}|`, '|1999-12-31|'));
  if (take('unknown-layout')) return written(sound.content.replace(`H|${layout.name}|`, `H|${layout.name}-2|`));
  return sound;
}

/** What happens to it on the way: the digest is still that of the sound file. */
function damaged(faults: FaultBox, operation: string, file: Written): Written {
  const take = (kind: FaultKind) => faults.take(kind, operation);
  const { content, digest } = file;
  const lines = content.split('\n').slice(0, -1);
  if (take('partial-file')) return { content: content.slice(0, Math.floor(content.length / 2)), digest };
  if (take('doubled-file')) return { content: content + content, digest };
  // With fewer than two lines there is no other order.
  if (lines.length > 3 && take('reordered-file')) return { content: `${[lines[0], ...lines.slice(1, -1).reverse(), lines.at(-1)].join('\n')}\n`, digest };
  if (take('wrong-digest')) return { content, digest: sm3(`${content}x`) };
  return file;
}
