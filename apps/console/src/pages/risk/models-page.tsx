import type { ModelVersionSummary } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Drawer, Tag, Upload } from 'antd';
import { useState } from 'react';
import { modelsQuery, useRegisterModel } from '../../api/models.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { Count } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { model as texts } from '../../i18n/texts/model.ts';
import { figure } from './numbers.ts';

addTexts('model', texts);

function useModelColumns(): Column<ModelVersionSummary>[] {
  const { text } = useText();
  return [
    textColumn('name', text('model:name'), ({ name }) => name, {
      render: ({ name, version }) => (
        <Link to="/risk/models/$name/$version" params={{ name, version }} className="link">
          {name}
        </Link>
      ),
    }),
    textColumn('version', text('model:version'), ({ version }) => version, { render: ({ version }) => <span className="num">{version}</span> }),
    textColumn('state', text('model:state'), ({ inForce }) => text(inForce ? 'model:inForce' : 'model:notInForce'), {
      render: ({ inForce }) => <Tag color={inForce ? 'success' : 'default'}>{text(inForce ? 'model:inForce' : 'model:notInForce')}</Tag>,
    }),
    {
      key: 'rows',
      title: text('model:rows'),
      align: 'right',
      text: ({ rows }) => String(rows ?? ''),
      render: ({ rows }) => (rows === null ? <span className="muted">–</span> : <Count value={rows} />),
    },
    figureColumn('auc', text('model:auc'), ({ auc }) => auc),
    figureColumn('ks', text('model:ks'), ({ ks }) => ks),
    dateColumn('registered', text('model:registeredOn'), ({ registeredOn }) => registeredOn),
    textColumn('by', text('model:madeBy'), ({ madeBy }) => madeBy),
    textColumn('digest', text('model:digest'), ({ digest }) => digest, { render: ({ digest }) => <span className="id">{digest.slice(0, 12)}…</span> }),
  ];
}

function figureColumn(key: string, title: string, value: (row: ModelVersionSummary) => number | null): Column<ModelVersionSummary> {
  return { key, title, align: 'right', text: (row) => figure(value(row)), render: (row) => <span className="num">{figure(value(row))}</span> };
}

/** Takes the file that the command line wrote. */
function Register({ done }: { done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const register = useRegisterModel();
  const [broken, setBroken] = useState(false);
  const take = async (file: File) => {
    const content: unknown = await file
      .text()
      .then(JSON.parse)
      .catch(() => undefined);
    setBroken(typeof content !== 'object' || content === null);
    if (typeof content !== 'object' || content === null) return;
    register.mutate(content, {
      onSuccess: ({ name, version }) => {
        void message.success(text('model:registered'));
        done();
        void navigate({ to: '/risk/models/$name/$version', params: { name, version } });
      },
    });
  };
  return (
    <div className="stack">
      <p>{text('model:registerHint')}</p>
      <Upload
        accept=".json,application/json"
        showUploadList={false}
        beforeUpload={(file) => {
          void take(file);
          return false;
        }}
      >
        <Button type="primary" loading={register.isPending} data-testid="model-file">
          {text('model:chooseFile')}
        </Button>
      </Upload>
      {broken && <p className="negative">{text('model:notJson')}</p>}
      {register.error && <FailureAlert error={register.error} />}
    </div>
  );
}

/** Every version of every model, and which of them decides today. */
export function ModelsPage() {
  const { text } = useText();
  const may = useMay('deploy-model');
  const [open, setOpen] = useState(false);
  const query = useQuery(modelsQuery);
  const columns = useModelColumns();
  const action = may && (
    <Button type="primary" onClick={() => setOpen(true)} data-testid="register-model">
      {text('model:register')}
    </Button>
  );
  return (
    <>
      <PageHead title={text('model:title')} lead={text('model:lead')} readAt={query.dataUpdatedAt} actions={action} />
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <DataTable
          columns={columns}
          rows={query.data?.items ?? []}
          rowKey={({ name, version }) => `${name} ${version}`}
          loading={query.isPending}
          empty={text('model:none')}
          testId="models"
        />
      )}
      <Drawer open={open} onClose={() => setOpen(false)} title={text('model:register')} size={480}>
        {open && <Register done={() => setOpen(false)} />}
      </Drawer>
    </>
  );
}
