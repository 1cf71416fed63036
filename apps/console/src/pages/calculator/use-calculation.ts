import type { CalculatedSchedule, ScheduleCalculation } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { ApiError } from '../../api/client.ts';
import { calculationQuery } from '../../api/queries.ts';
import { type TextKey, useText } from '../../i18n/index.ts';
import { type Draft, type Name, reads } from './draft.ts';
import { placeOf, questionOf } from './question.ts';
import { CELLS } from './rows.ts';

export type Calculated = { readonly terms: ScheduleCalculation; readonly answer: CalculatedSchedule };

/** The server's answer to the terms at rest. While they are wrong or being asked about, the last answer stays. */
export function useCalculation(draft: Draft) {
  const { text } = useText();
  const question = useMemo(() => questionOf(draft), [draft]);
  const ready = Object.keys(question.wrong).length === 0;
  const query = useQuery({ ...calculationQuery(question.terms), enabled: ready });
  const last = useRef<Calculated | null>(null);
  // The same answer stays the same object, so that what is drawn from it is not drawn again with every letter typed.
  if (ready && query.data && last.current?.answer !== query.data) last.current = { terms: question.terms, answer: query.data };
  const error = ready ? query.error : null;
  const atField = useFieldProblem(draft, error);
  const wrongAt = (place: string): string | undefined => {
    const wrong = question.wrong[place];
    if (wrong) return text(wrong);
    return atField?.place === place ? atField.message : undefined;
  };
  return {
    shown: last.current,
    fresh: ready && query.data !== undefined,
    asking: query.isFetching,
    wrongAt,
    places: [...Object.keys(question.wrong), ...(atField ? [atField.place] : [])],
    /** A failure that no field can be blamed for. */
    failure: error && !atField ? error : null,
    retry: () => void query.refetch(),
  };
}

/** A refusal that names a field of the page, in words that name it as the page does. */
function useFieldProblem(draft: Draft, error: Error | null): { place: string; message: string } | null {
  const { text, choose } = useText();
  if (!(error instanceof ApiError) || error.problem.path === undefined) return null;
  const path = error.problem.path.replace(/^\$\.?/, '');
  const place = RENAMED[path] ?? path.replace(/^(rates)(\[\d+\])$/, '$1$2.from').replace(/^(plan)(\[\d+\])$/, '$1$2.on');
  const label = labelAt(draft, place);
  if (label === null) return null;
  if (error.problem.code === 'FIELD_MISSING') return { place, message: text('calculator:wrong.required') };
  return { place, message: inWordsOfPage(choose(error.problem.detailZh, error.problem.detail), path, text(label)) };
}

/** `字段 periods 应为 …` names the field as the form of the server does; the page has a label for it. */
function inWordsOfPage(detail: string, path: string, label: string): string {
  const sentence = detail.replace(/^字段 /, '');
  const name = [path, path.slice(path.lastIndexOf('.') + 1)].find((known) => sentence.startsWith(`${known} `));
  if (name === undefined) return detail;
  const rest = sentence.slice(name.length);
  return `${label}${/^ \p{Script=Han}/u.test(rest) ? rest.trimStart() : rest}`;
}

/** Whole objects of the question that stand for one field of the page. */
const RENAMED: Readonly<Record<string, string>> = { businessDays: 'businessDays.calendar' };

function labelAt(draft: Draft, place: string): TextKey | null {
  const name = (Object.keys(draft) as Name[]).find((known) => placeOf(known) === place && reads(draft, known));
  if (name) return `calculator:field.${name}`;
  const [, list, cell] = /^(\w+)\[\d+\]\.(\w+)$/.exec(place) ?? [];
  const known = Object.entries(CELLS)
    .find(([key]) => key === list)?.[1]
    .find((key) => key === cell);
  return known ? `calculator:cell.${known}` : null;
}
