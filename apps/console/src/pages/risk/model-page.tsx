import type { ModelCard, ModelVersion } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Button, Descriptions, Skeleton, Tag } from 'antd';
import { modelPdf, modelQuery } from '../../api/models.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures } from '../../components/figures.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { grouped } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { model as texts } from '../../i18n/texts/model.ts';
import { Characteristics } from './characteristics.tsx';
import { Deployments } from './deployments.tsx';
import { Fairness } from './fairness.tsx';
import { figure } from './numbers.ts';
import { ValidationCharts } from './validation-charts.tsx';

addTexts('model', texts);

function useFigures({ validation, training, psi, cutOff }: ModelCard): Figure[] {
  const { text } = useText();
  const num = (value: string) => <span className="num">{value}</span>;
  return [
    {
      key: 'auc',
      label: text('model:auc'),
      value: num(figure(validation.auc)),
      note: text('model:aucNote', { low: figure(validation.aucLow), high: figure(validation.aucHigh) }),
    },
    { key: 'ks', label: text('model:ks'), value: num(figure(validation.ks)), note: text('model:ksNote', { at: validation.ksAt }) },
    { key: 'gini', label: text('model:gini'), value: num(figure(validation.gini)) },
    { key: 'psi', label: text('model:psi'), value: num(figure(psi.score)) },
    {
      key: 'rows',
      label: text('model:measured'),
      value: num(grouped(String(validation.rows))),
      note: text('model:trainedNote', { rows: grouped(String(training.rows)) }),
    },
    { key: 'events', label: text('model:events'), value: num(figure(training.eventsPerVariable, 1)) },
    { key: 'cutOff', label: text('model:cutOff'), value: num(String(cutOff)), note: text('model:cutOffNote') },
  ];
}

/** What the data can bear, in words: what speaks against the model is not hidden below what speaks for it. */
function Notes({ notes }: { notes: ModelCard['notes'] }) {
  const { text, choose } = useText();
  return (
    <Section title={text('model:notes')} testId="model-notes">
      <ul className="plain-list">
        {notes.map((note) => (
          <li key={note.code}>
            <Tag color={note.verdict === 'supports' ? 'success' : 'warning'}>{text(`model:${note.verdict}`)}</Tag> {choose(note.zh, note.en)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Data({ model: { digest, dataDigest, madeBy, registeredOn, card }, modelCard }: { model: ModelVersion; modelCard: ModelCard | null }) {
  const { text } = useText();
  const { at, odds, pdo } = card.scale;
  const scale = text('model:scaleValue', { at, odds, pdo, base: card.base });
  const items = [
    ...(modelCard ? dataItems(modelCard, text) : []),
    { key: 'scale', label: text('model:scale'), children: card.calibration ? `${scale} · ${text('model:calibrated')}` : scale, span: 2 },
    { key: 'made', label: text('model:registeredOn'), children: `${registeredOn} · ${madeBy}`, span: 2 },
    { key: 'digest', label: text('model:digest'), children: <span className="id wrap">{digest}</span>, span: 2 },
    ...(dataDigest ? [{ key: 'data', label: text('model:dataDigest'), children: <span className="id wrap">{dataDigest}</span>, span: 2 }] : []),
  ];
  return (
    <Section title={text('model:about')}>
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}

function dataItems({ data }: ModelCard, text: ReturnType<typeof useText>['text']) {
  const { source, rows, target, bad, timeSpan, split, withoutOutcome } = data;
  return [
    { key: 'source', label: text('model:source'), children: `${source} · ${grouped(String(rows))}` },
    { key: 'target', label: text('model:target'), children: target },
    { key: 'bad', label: text('model:badIs'), children: bad },
    { key: 'applied', label: text('model:applied'), children: timeSpan ? `${timeSpan.from} – ${timeSpan.to}` : text('model:unknown') },
    { key: 'split', label: text('model:split'), children: text('model:splitValue', { seed: split.seed, share: Math.round(split.trainShare * 100) }) },
    { key: 'without', label: text('model:withoutOutcome'), children: grouped(String(withoutOutcome)) },
    { key: 'protected', label: text('model:protected'), children: data.protected.join(', ') || '–', span: 2 },
  ];
}

function Excluded({ modelCard: { data } }: { modelCard: ModelCard }) {
  const { text, term } = useText();
  const columns: Column<ModelCard['data']['excluded'][number]>[] = [
    textColumn('column', text('model:column'), ({ column }) => column),
    textColumn('why', text('model:why'), ({ why }) => term('model:excluded', why)),
  ];
  if (data.excluded.length === 0) return null;
  return (
    <Section title={text('model:excluded')} flush>
      <DataTable columns={columns} rows={data.excluded} rowKey={({ column }) => column} empty="–" testId="model-excluded" />
    </Section>
  );
}

function Overview({ model }: { model: ModelVersion }) {
  const { text } = useText();
  const { modelCard } = model;
  return (
    <div className="stack">
      {modelCard ? <MeasuredFigures modelCard={modelCard} /> : <Alert type="warning" showIcon title={text('model:byHand')} data-testid="by-hand" />}
      {modelCard && <Notes notes={modelCard.notes} />}
      <Data model={model} modelCard={modelCard} />
      {modelCard && <Excluded modelCard={modelCard} />}
    </div>
  );
}

function MeasuredFigures({ modelCard }: { modelCard: ModelCard }) {
  return <KeyFigures figures={useFigures(modelCard)} testId="model-figures" />;
}

/** A version of a model: what it is worth, its points, whom it treats how, and from when it decides. */
export function ModelPage() {
  const { text } = useText();
  const { name, version } = useParams({ from: '/inside/risk/models/$name/$version' });
  const { tab } = useSearch({ from: '/inside/risk/models/$name/$version' });
  const navigate = useNavigate();
  const { data: model, error, isError, refetch, dataUpdatedAt } = useQuery(modelQuery(name, version));
  if (isError && !model) return <Failure error={error} retry={() => void refetch()} />;
  if (!model) return <Skeleton active paragraph={{ rows: 10 }} />;
  const { modelCard } = model;
  const items = [
    { key: 'overview', label: text('model:tab.overview'), children: <Overview model={model} /> },
    { key: 'characteristics', label: text('model:tab.characteristics'), children: <Characteristics model={model} /> },
    ...(modelCard
      ? [
          { key: 'validation', label: text('model:tab.validation'), children: <ValidationCharts validation={modelCard.validation} /> },
          { key: 'fairness', label: text('model:tab.fairness'), children: <Fairness modelCard={modelCard} /> },
        ]
      : []),
    { key: 'deployments', label: text('model:tab.deployments'), children: <Deployments model={model} /> },
  ];
  return (
    <>
      <PageHead
        title={`${name} · ${version}`}
        crumbs={[{ label: text('model:title'), link: { to: '/risk/models' } }]}
        tags={<Tag color={model.inForce ? 'success' : 'default'}>{text(model.inForce ? 'model:inForce' : 'model:notInForce')}</Tag>}
        readAt={dataUpdatedAt}
        actions={
          <Button href={modelPdf(name, version)} target="_blank" data-testid="model-pdf">
            {text('model:pdf')}
          </Button>
        }
      />
      <ObjectTabs
        items={items}
        active={tab}
        onChange={(next) => void navigate({ to: '/risk/models/$name/$version', params: { name, version }, search: { tab: next }, replace: true })}
        testId="model-tabs"
      />
    </>
  );
}
