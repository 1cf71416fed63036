import { CheckCircleFilled, CloseCircleFilled, ThunderboltOutlined } from '@ant-design/icons';
import type { Institution } from '@jinqiao/api';
import { Button, Tag, Tooltip } from 'antd';
import { useMay, useSession } from '../../app/session.ts';
import { Count, type Figure, KeyFigures } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { shanghaiTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { FaultTags } from './fault-tags.tsx';

function Health({ healthy }: { healthy: boolean }) {
  const { text } = useText();
  if (healthy) {
    return (
      <span className="good strong">
        <CheckCircleFilled /> {text('partners:healthy')}
      </span>
    );
  }
  return (
    <span className="bad strong">
      <CloseCircleFilled /> {text('partners:down')}
    </span>
  );
}

function useFigures(): (institution: Institution) => Figure[] {
  const { text } = useText();
  const count = (key: 'sent' | 'unknown' | 'pending' | 'refused', value: number, tone?: 'warn' | 'bad'): Figure => ({
    key,
    label: text(`partners:${key}`),
    value: <Count value={value} />,
    ...(tone && value > 0 && { tone }),
  });
  return ({ messages }) => [
    count('sent', messages.sent),
    count('pending', messages.pending),
    count('unknown', messages.unknown, 'warn'),
    count('refused', messages.refused, 'bad'),
  ];
}

export function InstitutionCard({ institution, onInject }: { institution: Institution; onInject: () => void }) {
  const { text, term, choose } = useText();
  const may = useMay('inject-fault');
  const role = useSession()?.role ?? '';
  const figures = useFigures();
  const title = (
    <span className="inline">
      {choose(institution.nameZh, institution.name)}
      <Tag>{text(`partners:kind.${institution.kind}`)}</Tag>
    </span>
  );
  return (
    <Section title={title} extra={<Health healthy={institution.healthy} />} testId={`institution-${institution.id}`}>
      <KeyFigures figures={figures(institution)} />
      <dl className="facts">
        <dt>{text('partners:latency')}</dt>
        <dd className="num">{institution.latencyMs === null ? '–' : `${Math.round(institution.latencyMs)} ms`}</dd>
        <dt>{text('partners:lastAt')}</dt>
        <dd className="num">{institution.lastAt === null ? text('partners:never') : shanghaiTime(institution.lastAt)}</dd>
        <dt>URL</dt>
        <dd className="id wrap">{institution.url}</dd>
        <dt>{text('partners:faults')}</dt>
        <dd>
          <FaultTags faults={institution.faults} />
        </dd>
      </dl>
      <Tooltip title={may ? '' : text('common:mayNot', { role: term('shell:role', role) })}>
        <Button icon={<ThunderboltOutlined />} disabled={!may} onClick={onInject} data-testid={`inject-${institution.id}`}>
          {text('partners:inject')}
        </Button>
      </Tooltip>
    </Section>
  );
}
