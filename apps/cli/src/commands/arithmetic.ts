import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type ActusAnswer, actusAnswers, irrFromJson, orJsonError, scheduleFromJson } from '@jinqiao/contract';
import { faults } from '@jinqiao/errors';

const inputFault = faults({
  JSON_INVALID: { status: 422, en: 'The input is not JSON: {why}', zh: '输入不是有效 JSON:{why}' },
});

/** What a command makes of one item; the path says where the item stands in the input. */
type Answer = (item: unknown, path: string) => unknown;

/** Schedules of loan terms, in the shape that came in. */
export function schedules(options: { ndjson?: boolean }): Promise<void> {
  return answerEach((item, path) => scheduleFromJson(item, path), options);
}

/** Internal rates of return of dated flows, in the shape that came in. */
export function returns(options: { ndjson?: boolean }): Promise<void> {
  return answerEach((item, path) => irrFromJson(item, path), options);
}

/** The events of ACTUS contracts, `{id: case}` on standard input. Answers leave one by one, so that they need not fit into memory together. */
export async function contractEvents(): Promise<void> {
  const answers = actusAnswers(parse(await text(process.stdin)));
  await pipeline(Readable.from(asJsonObject(answers)), process.stdout, { end: false });
}

function* asJsonObject(answers: Iterable<readonly [id: string, answer: ActusAnswer]>): Generator<string> {
  let before = '{';
  for (const [id, answer] of answers) {
    yield `${before}${JSON.stringify(id)}:${JSON.stringify(answer)}`;
    before = ',';
  }
  yield before === '{' ? '{}\n' : '}\n';
}

/** One object gives one answer or the fault; in an array or a stream a bad item answers with its error in its place. */
async function answerEach(answer: Answer, options: { ndjson?: boolean }): Promise<void> {
  const write = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
  if (options.ndjson) {
    for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') write(orJsonError(() => answer(parse(line), '$')));
    return;
  }
  const input = parse(await text(process.stdin));
  write(Array.isArray(input) ? input.map((item, i) => orJsonError(() => answer(item, `$[${i}]`))) : answer(input, '$'));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw inputFault('JSON_INVALID', { why: error instanceof Error ? error.message.slice(0, 120) : '' }, '$');
  }
}
