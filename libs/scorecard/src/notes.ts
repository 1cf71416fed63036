import { LEAST_GROUP, RATIO_LEAST } from './measures/fairness.ts';
import type { ModelCard, ModelNote } from './model.ts';

/** Fewer bads per fitted parameter and coefficients are unreliable (Peduzzi et al. 1996: 10); twice as many is comfortable. */
const EVENTS_THIN = 10;
const EVENTS_ENOUGH = 20;
/** An interval of the AUC wider than this does not tell good cards from middling ones. */
const INTERVAL_WIDE = 0.1;
const PSI_MOVED = 0.25;

/** Reads a model card's figures and says what they bear. */
export function notesOf(made: Omit<ModelCard, 'notes'>): ModelNote[] {
  return [sampleNote(made), eventsNote(made), intervalNote(made), timeNote(made), REJECTS, groupsNote(made), ...fitNotes(made), ...fairnessNotes(made)];
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
const three = (value: number) => `${Math.round(value * 1000) / 1000}`;

function sampleNote({ training, validation }: Omit<ModelCard, 'notes'>): ModelNote {
  return {
    code: 'SAMPLE',
    verdict: 'supports',
    en: `Made from ${training.rows} rows with ${training.bads} bads, measured on ${validation.rows} others with ${validation.bads} bads.`,
    zh: `以 ${training.rows} 行（坏样本 ${training.bads}）训练，以另外 ${validation.rows} 行（坏样本 ${validation.bads}）检验。`,
  };
}

function eventsNote({ training: { eventsPerVariable } }: Omit<ModelCard, 'notes'>): ModelNote {
  const events = Math.round(eventsPerVariable * 10) / 10;
  if (eventsPerVariable >= EVENTS_ENOUGH)
    return {
      code: 'EVENTS_PER_VARIABLE',
      verdict: 'supports',
      en: `${events} bads per fitted bin: enough for its points.`,
      zh: `每个参数对应坏样本 ${events} 个，足以估计分值。`,
    };
  const few = eventsPerVariable < EVENTS_THIN;
  return {
    code: 'EVENTS_PER_VARIABLE',
    verdict: 'limits',
    en: `${events} bads per fitted bin: ${few ? 'too few; points of single bins must not be read alone' : 'thin; points of small bins are uncertain'}.`,
    zh: `每个参数对应坏样本 ${events} 个，${few ? '过少，单个分箱的分值不可单独解读' : '偏少，小分箱的分值不确定'}。`,
  };
}

function intervalNote({ validation: { auc, aucLow, aucHigh } }: Omit<ModelCard, 'notes'>): ModelNote {
  const wide = aucHigh - aucLow > INTERVAL_WIDE;
  return {
    code: 'AUC_INTERVAL',
    verdict: wide ? 'limits' : 'supports',
    en: `AUC ${three(auc)}, 95% interval ${three(aucLow)} to ${three(aucHigh)}${wide ? ': too wide to choose between cards' : ''}.`,
    zh: `AUC ${three(auc)}，95% 置信区间 ${three(aucLow)} 至 ${three(aucHigh)}${wide ? '，过宽，不足以比较模型优劣' : ''}。`,
  };
}

function timeNote({ data: { timeSpan } }: Omit<ModelCard, 'notes'>): ModelNote {
  return timeSpan
    ? {
        code: 'TIME_SPAN',
        verdict: 'limits',
        en: `Applications from ${timeSpan.from} to ${timeSpan.to}; both parts are from the same months, so nothing is shown about later ones.`,
        zh: `申请时间 ${timeSpan.from} 至 ${timeSpan.to}；训练与检验取自相同月份，不能说明以后的表现。`,
      }
    : {
        code: 'TIME_SPAN',
        verdict: 'limits',
        en: 'The data does not say when these people applied: nothing is shown about another time.',
        zh: '数据没有申请时间，不能说明其他时期的表现。',
      };
}

const REJECTS: ModelNote = {
  code: 'REJECTS_UNKNOWN',
  verdict: 'limits',
  en: 'Only accepted applicants are in the data. It says nothing of those who were refused; the table of scenarios is a sensitivity and no estimate.',
  zh: '数据只含已通过的申请人，对被拒绝者没有任何信息；情景表只是敏感性分析，不是估计。',
};

function groupsNote({ data, fairness }: Omit<ModelCard, 'notes'>): ModelNote {
  if (data.protected.length === 0 && fairness.length === 0)
    return {
      code: 'GROUPS_UNKNOWN',
      verdict: 'limits',
      en: 'The data names neither sex nor age: whether groups are treated alike cannot be seen.',
      zh: '数据没有性别与年龄，无法判断各群体是否受到同等对待。',
    };
  const kept = data.protected.join(', ');
  return {
    code: 'PROTECTED_OUT',
    verdict: 'limits',
    en: `Kept out of the card: ${kept || 'nothing'}. Other characteristics may stand in for them; the fairness table shows the effect.`,
    zh: `未进入评分卡的受保护属性：${kept || '无'}。其他特征可能与其相关，影响见公平性表。`,
  };
}

function fitNotes({ training, psi }: Omit<ModelCard, 'notes'>): ModelNote[] {
  const notes: ModelNote[] = [];
  if (!training.converged)
    notes.push({ code: 'NOT_CONVERGED', verdict: 'limits', en: 'The fit did not converge: do not use this card.', zh: '拟合未收敛，请勿使用。' });
  if (training.separated)
    notes.push({
      code: 'SEPARATED',
      verdict: 'limits',
      en: 'The training rows are parted without an error, which real outcomes are not: look for a column that knows the outcome.',
      zh: '训练样本被完全分开，真实结果不会如此：请检查是否有字段泄露了结果。',
    });
  const moved = Object.entries({ score: psi.score, ...psi.characteristics }).filter(([, index]) => index !== null && index > PSI_MOVED);
  if (moved.length > 0)
    notes.push({
      code: 'PARTS_DIFFER',
      verdict: 'limits',
      en: `Training and measured rows differ in ${moved.map(([name]) => name).join(', ')}.`,
      zh: `训练与检验样本分布不同：${moved.map(([name]) => name).join('、')}。`,
    });
  return notes;
}

const ZH: Readonly<Record<string, string>> = { age: '年龄', sex: '性别', female: '女', male: '男' };
const zhOf = (word: string) => ZH[word] ?? word;

function fairnessNotes({ fairness, cutOff }: Omit<ModelCard, 'notes'>): ModelNote[] {
  const low = fairness.filter(({ ratio }) => ratio !== null && ratio < RATIO_LEAST);
  const thin = fairness.filter(({ rows }) => rows < LEAST_GROUP);
  const names = (rows: typeof fairness) => rows.map(({ attribute, group }) => `${attribute} ${group}`).join(', ');
  const namesZh = (rows: typeof fairness) => rows.map(({ attribute, group }) => `${zhOf(attribute)} ${zhOf(group)}`).join('、');
  return [
    ...(low.length > 0
      ? [
          {
            code: 'APPROVAL_RATIO',
            verdict: 'limits' as const,
            en: `At ${cutOff} points fewer than ${percent(RATIO_LEAST)} as many are approved as in the best group: ${names(low)}.`,
            zh: `以 ${cutOff} 分为界，通过率不足最高群体的 ${percent(RATIO_LEAST)}：${namesZh(low)}。`,
          },
        ]
      : []),
    ...(thin.length > 0
      ? [
          {
            code: 'GROUPS_THIN',
            verdict: 'limits' as const,
            en: `Groups with fewer than ${LEAST_GROUP} measured rows are not compared: ${names(thin)}.`,
            zh: `检验样本不足 ${LEAST_GROUP} 行的群体不作比较：${namesZh(thin)}。`,
          },
        ]
      : []),
  ];
}
