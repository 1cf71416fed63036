import type { Deployment, ModelVersion } from '@jinqiao/credit';
import { type Column, type Document, renderPdf, type Table } from '@jinqiao/document';
import type { ModelBin, ModelCard, ModelCharacteristic } from '@jinqiao/scorecard';
import { PLATFORM_NAME_ZH } from './partners.ts';

const left = (label: string, share: number): Column => ({ label, align: 'left', share });
const right = (label: string, share: number): Column => ({ label, align: 'right', share });
const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
const three = (value: number | null) => (value === null ? '–' : value.toFixed(3));

const STATES: Readonly<Record<Deployment['state'], string>> = {
  installed: '随系统安装 Installed',
  proposed: '待复核 Proposed',
  approved: '已通过 Approved',
  rejected: '已驳回 Rejected',
};

/** 模型说明: a version with its data, what it is worth, whom it treats how, and what its data cannot support. */
export function modelCardPdf(version: ModelVersion, deployments: readonly Deployment[]): Promise<Buffer> {
  const { modelCard } = version;
  const document: Document = {
    title: `模型说明 Model card ${version.name} ${version.version}`,
    facts: [...identityFacts(version), ...(modelCard ? dataFacts(modelCard) : [])],
    tables: [...(modelCard ? measureTables(modelCard) : []), deploymentTable(deployments)],
    notes: modelCard
      ? modelCard.notes.map(({ verdict, zh, en }) => `${verdict === 'supports' ? '+' : '–'} ${zh} ${en}`)
      : ['人工设定的评分卡,没有训练数据与检验。 Made by hand: there is no data that it was trained or measured on.'],
    foot: PLATFORM_NAME_ZH,
  };
  return renderPdf(document);
}

function identityFacts({ digest, dataDigest, madeBy, registeredOn }: ModelVersion): Document['facts'] {
  return [
    ['登记 Registered', `${registeredOn} ${madeBy}`],
    ['摘要 Digest', digest],
    ['数据摘要 Data digest', dataDigest ?? '–'],
  ];
}

function dataFacts({ data, training, validation, psi, cutOff }: ModelCard): Document['facts'] {
  return [
    ['数据 Data', `${data.source} (${data.rows})`],
    ['坏样本定义 Bad', `${data.target}: ${data.bad}`],
    ['申请时间 Applied', data.timeSpan ? `${data.timeSpan.from} – ${data.timeSpan.to}` : '–'],
    ['训练 Trained on', `${training.rows}, ${training.bads} 坏 bads (${percent(training.badRate)})`],
    ['检验 Measured on', `${validation.rows}, ${validation.bads} 坏 bads (${percent(validation.badRate)})`],
    ['AUC', `${three(validation.auc)} (95%: ${three(validation.aucLow)} – ${three(validation.aucHigh)})`],
    ['KS · Gini · Brier', `${three(validation.ks)} · ${three(validation.gini)} · ${three(validation.brier)}`],
    ['PSI', three(psi.score)],
    ['分界 Cut-off', `${cutOff}`],
    ['未用字段 Kept out', data.protected.join(', ') || '–'],
  ];
}

function measureTables(modelCard: ModelCard): Table[] {
  const { validation, fairness, rejects } = modelCard;
  return [
    ...modelCard.characteristics.map(characteristicTable),
    {
      title: '校准 Calibration',
      columns: [left('分数 Scores', 0.28), right('样本 Rows', 0.16), right('坏 Bads', 0.16), right('预测 Predicted', 0.2), right('实际 Observed', 0.2)],
      rows: validation.deciles.map(({ from, to, rows, bads, predicted, observed }) => [
        `${from} – ${to}`,
        `${rows}`,
        `${bads}`,
        percent(predicted),
        percent(observed),
      ]),
    },
    ...(fairness.length > 0
      ? [
          {
            title: '公平性 Fairness',
            columns: [
              left('群体 Group', 0.25),
              right('样本 Rows', 0.15),
              right('坏 Bad', 0.15),
              right('PD', 0.15),
              right('通过 Approved', 0.15),
              right('比率 Ratio', 0.15),
            ],
            rows: fairness.map((row) => [
              `${row.attribute} ${row.group}`,
              `${row.rows}`,
              percent(row.badRate),
              percent(row.meanPd),
              percent(row.approvalRate),
              three(row.ratio),
            ]),
          },
        ]
      : []),
    {
      title: `被拒绝者情景 If the refused, ${percent(rejects.assumedShare)} of all, were worse`,
      columns: [left('坏账优势倍数 Times the odds', 0.5), right('通过者坏账率 Bads among the approved', 0.5)],
      rows: rejects.scenarios.map(({ times, badRate }) => [`${times}`, percent(badRate)]),
    },
  ];
}

function characteristicTable({ feature, iv, bins }: ModelCharacteristic): Table {
  return {
    title: `${feature} · IV ${three(iv)}`,
    columns: [left('分箱 Bin', 0.44), right('占比 Share', 0.14), right('坏 Bad', 0.14), right('WoE', 0.14), right('分值 Points', 0.14)],
    rows: bins.map((bin, at) => [labelOf(bin, bins[at - 1]), percent(bin.share), percent(bin.badRate), three(bin.woe), `${bin.points}`]),
  };
}

/** Long lists of names are cut: the card itself has all of them. */
const NAMES_SHOWN = 44;

function labelOf({ below, values, missing, other }: ModelBin, before: ModelBin | undefined): string {
  if (below !== undefined) {
    const from = before?.below ?? null;
    if (below === null) return from === null ? '全部 All' : `≥ ${from}`;
    return from === null ? `< ${below}` : `${from} – < ${below}`;
  }
  const names = [...(other ? ['其他 Other'] : []), ...(values ?? []), ...(missing ? ['缺失 Missing'] : [])].join(', ');
  return names.length > NAMES_SHOWN ? `${names.slice(0, NAMES_SHOWN)}…` : names;
}

function deploymentTable(deployments: readonly Deployment[]): Table {
  return {
    title: '部署 Deployments',
    columns: [left('自 From', 0.16), left('版本 Version', 0.14), left('状态 State', 0.26), left('经办 Maker', 0.22), left('复核 Checker', 0.22)],
    rows: deployments.map(({ validFrom, version, state, madeBy, checkedBy }) => [validFrom, version, STATES[state], madeBy, checkedBy ?? '–']),
  };
}
