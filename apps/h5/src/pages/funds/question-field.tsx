import type { MySuitability } from '@jinqiao/api';
import { useId } from 'react';
import { useText } from '../../i18n/index.ts';

type Props = { question: MySuitability['questions'][number]; value: number | null; onChange: (choice: number) => void };

/** One question with its choices, none of which stands before it is chosen. */
export function QuestionField({ question, value, onChange }: Props) {
  const { choose } = useText();
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{choose(question.zh, question.en)}</legend>
      {question.choices.map((choice, at) => (
        <label key={choice.en} className={at === value ? 'on' : ''}>
          <input type="radio" name={name} checked={at === value} onChange={() => onChange(at)} data-testid={`answer-${question.id}-${at}`} />
          <span>{choose(choice.zh, choice.en)}</span>
        </label>
      ))}
    </fieldset>
  );
}
