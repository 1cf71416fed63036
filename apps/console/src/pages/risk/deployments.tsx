import type { ModelDeployment, ModelVersion } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Drawer } from 'antd';
import { useState } from 'react';
import { useDecideDeployment, useProposeDeployment } from '../../api/models.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DateField } from '../../components/filters.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';

function Decide({ deployment }: { deployment: ModelDeployment }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideDeployment(deployment.id);
  const act = (approve: boolean) => (reason: string) => decide.mutate({ approve, reason }, { onSuccess: () => void message.success(text('model:decided')) });
  return (
    <ReasonForm
      label={text('model:verdict')}
      action={text('model:approve')}
      other={{ label: text('model:reject'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    />
  );
}

function One({ deployment }: { deployment: ModelDeployment }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('decide-model');
  const own = session?.login === deployment.madeBy;
  const items = [
    { key: 'version', label: text('model:version'), children: deployment.version },
    { key: 'from', label: text('model:from'), children: deployment.from },
    { key: 'maker', label: text('model:maker'), children: deployment.madeBy },
    { key: 'checker', label: text('model:checker'), children: deployment.checkedBy ?? '–' },
    { key: 'reason', label: text('common:reason'), children: deployment.reason, span: 2 },
    ...(deployment.verdict === null ? [] : [{ key: 'verdict', label: text('model:verdict'), children: deployment.verdict, span: 2 }]),
  ];
  return (
    <div className="stack" data-testid="deployment">
      <Descriptions size="small" column={2} items={items} />
      {deployment.state === 'proposed' && may && !own && <Decide deployment={deployment} />}
      {deployment.state === 'proposed' && own && <Alert type="info" showIcon title={text('model:ownWork')} data-testid="own-work" />}
    </div>
  );
}

/** Proposes that this version decides from a date; the first that can be is the open day. */
function Propose({ name, version, done }: { name: string; version: string; done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const propose = useProposeDeployment(name);
  const today = useQuery(businessDayQuery).data?.current;
  const [chosen, setChosen] = useState<string>();
  const from = chosen ?? today;
  return (
    <ReasonForm
      action={text('model:propose')}
      pending={propose.isPending}
      error={propose.error}
      disabled={!from}
      onSubmit={(reason) =>
        propose.mutate(
          { version, from: from ?? '', reason },
          {
            onSuccess: () => {
              void message.success(text('model:proposed'));
              done();
            },
          },
        )
      }
    >
      <div className="field">
        <span className="field-label">{text('model:from')}</span>
        <DateField value={from ?? ''} onChange={setChosen} label={text('model:from')} testId="deploy-from" {...(today !== undefined && { min: today })} />
      </div>
    </ReasonForm>
  );
}

function useColumns(): Column<ModelDeployment>[] {
  const { text, term } = useText();
  return [
    dateColumn('from', text('model:from'), ({ from }) => from),
    textColumn('version', text('model:version'), ({ version }) => version, { render: ({ version }) => <span className="num">{version}</span> }),
    textColumn('state', text('model:state'), ({ state }) => term('model:state', state), {
      render: ({ state }) => <StateTag area="model:state" state={state} />,
    }),
    textColumn('maker', text('model:maker'), ({ madeBy }) => madeBy),
    textColumn('checker', text('model:checker'), ({ checkedBy }) => checkedBy, { render: ({ checkedBy }) => checkedBy ?? '–' }),
    textColumn('reason', text('common:reason'), ({ reason }) => reason),
  ];
}

/** Which version of the model decides from when, who proposed and who approved it. */
export function Deployments({ model: { name, version, deployments } }: { model: ModelVersion }) {
  const { text } = useText();
  const may = useMay('deploy-model');
  const [open, setOpen] = useState<string | null>(null);
  const [proposing, setProposing] = useState(false);
  const chosen = deployments.find(({ id }) => id === open);
  const action = may && (
    <Button onClick={() => setProposing(true)} data-testid="propose-deployment">
      {text('model:propose')}
    </Button>
  );
  return (
    <Section title={text('model:deployments')} extra={action} flush>
      <DataTable
        columns={useColumns()}
        rows={deployments}
        rowKey={({ id }) => id}
        empty={text('model:noDeployments')}
        testId="deployments"
        {...deskRow(chosen, setOpen)}
      />
      <Drawer open={chosen !== undefined} onClose={() => setOpen(null)} title={chosen && `${name} · ${chosen.version}`} size={520}>
        {chosen && <One key={`${chosen.id} ${chosen.state}`} deployment={chosen} />}
      </Drawer>
      <Drawer open={proposing} onClose={() => setProposing(false)} title={`${text('model:propose')} · ${name} ${version}`} size={520}>
        {proposing && <Propose name={name} version={version} done={() => setProposing(false)} />}
      </Drawer>
    </Section>
  );
}
