import { faults } from '@jinqiao/errors';

export const scorecardFault = faults({
  SAMPLE_ONE_CLASS: {
    status: 422,
    en: 'All {rows} rows have the same outcome; a scorecard needs goods and bads',
    zh: '全部 {rows} 行结果相同;训练评分卡须同时有好样本与坏样本',
  },
  SAMPLE_TOO_SMALL: {
    status: 422,
    en: 'There are {rows} rows with {bads} bads and {goods} goods; at least {leastRows} rows with {leastOfClass} of each are needed',
    zh: '共 {rows} 行,坏样本 {bads}、好样本 {goods};至少需要 {leastRows} 行且好坏样本各 {leastOfClass} 个',
  },
  NOTHING_PREDICTS: {
    status: 422,
    en: 'None of the {columns} columns tells goods from bads (information value below {least})',
    zh: '{columns} 个字段均不能区分好坏样本(信息值低于 {least})',
  },
  COLUMNS_DEPENDENT: {
    status: 422,
    en: 'The columns depend on one another and cannot be fitted without a ridge; give one greater than 0',
    zh: '字段之间线性相关,无岭项无法拟合;请给出大于 0 的岭项',
  },
  SCORECARD_INVALID: { status: 422, en: 'The scorecard is not valid: {why}', zh: '评分卡无效:{whyZh}' },
});
