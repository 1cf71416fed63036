import type { Related } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Space, Steps } from 'antd';
import { useState } from 'react';
import { relatedQuery } from '../../api/parties.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { PartyLink } from './party-link.tsx';

const STEPS = [1, 2, 3, 4, 5, 6];

function Way({ answer, same }: { answer: Related; same: boolean }) {
  const { text, term } = useText();
  if (!answer.related) return <p data-testid="related-none">{text('party:notRelated', { steps: answer.steps })}</p>;
  const [first] = answer.way;
  if (same || !first) return <p>{text('party:same')}</p>;
  const shareOf = (share: string | null) => (share === null ? '' : ` ${percent(share, 2)} %`);
  return (
    <div className="stack" data-testid="related-way">
      <p>{text('party:way', { steps: answer.way.length })}</p>
      <Steps
        orientation="vertical"
        type="dot"
        current={answer.way.length}
        items={[
          { title: <PartyLink party={first.party} /> },
          ...answer.way.map((step) => ({
            title: <PartyLink party={step.other} />,
            content: `${term(`party:${step.side}`, step.kind)}${shareOf(step.share)}`,
          })),
        ]}
      />
    </div>
  );
}

/** Whether this party is related to another, and how. */
export function RelatedSearch({ partyId }: { partyId: string }) {
  const { text } = useText();
  const [typed, setTyped] = useState('');
  const [steps, setSteps] = useState(3);
  const [asked, setAsked] = useState({ to: '', steps: 3 });
  const query = useQuery(relatedQuery(partyId, asked.to, asked.steps));
  const ask = () => setAsked({ to: typed.trim(), steps });
  return (
    <Section title={text('party:search')}>
      <div className="stack">
        <p className="muted">{text('party:searchHint')}</p>
        <Space wrap>
          <Input
            style={{ width: 320 }}
            placeholder={text('party:otherId')}
            aria-label={text('party:otherId')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onPressEnter={ask}
            data-testid="related-to"
          />
          <Select
            aria-label={text('party:steps')}
            value={steps}
            onChange={setSteps}
            options={STEPS.map((value) => ({ value, label: text('party:stepsOf', { n: value }) }))}
            style={{ width: 130 }}
          />
          <Button onClick={ask} loading={query.isFetching} disabled={typed.trim() === ''} data-testid="related-find">
            {text('party:find')}
          </Button>
        </Space>
        {query.isError && <FailureAlert error={query.error} />}
        {query.data && asked.to !== '' && <Way answer={query.data} same={asked.to === partyId} />}
      </div>
    </Section>
  );
}
