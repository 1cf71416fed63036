import type { MySuitability } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useAnswers } from '../../api/funds.ts';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';
import { QuestionField } from './question-field.tsx';

/** The risk profile, and the questionnaire that finds it. Nothing is chosen beforehand. */
export function Suitability({ suitability }: { suitability: MySuitability }) {
  const { text } = useText();
  const { current, questions, version } = suitability;
  const [answers, setAnswers] = useState<readonly (number | null)[]>(questions.map(() => null));
  const command = useAnswers();
  const given = answers.filter((answer) => answer !== null);
  const inForce = current?.inForce === true;
  return (
    <section className="card" data-testid="suitability">
      <h2>{text('fund:suitability')}</h2>
      {current && (
        <p className={inForce ? 'why' : 'note bad'} data-testid="suitability-level">
          {text(inForce ? 'fund:profile' : 'fund:profileOld', { level: current.level, date: current.validThrough })}
        </p>
      )}
      {!current && <p className="note">{text('fund:profileNeeded')}</p>}
      <details open={!inForce}>
        <summary data-testid="suitability-open">{text(current ? 'fund:assessAgain' : 'fund:assess')}</summary>
        <p className="why">{text('fund:assessNote')}</p>
        {questions.map((question, at) => (
          <QuestionField
            key={question.id}
            question={question}
            value={answers[at] ?? null}
            onChange={(choice) => setAnswers(answers.map((answer, place) => (place === at ? choice : answer)))}
          />
        ))}
        {command.isError && <Failure error={command.error} />}
        <Button
          block
          color="primary"
          disabled={given.length < questions.length}
          loading={command.isPending}
          onClick={() => command.mutate({ version, answers: given })}
          data-testid="suitability-submit"
        >
          {text('fund:assessSubmit')}
        </Button>
      </details>
    </section>
  );
}
