import { faults } from '@jinqiao/errors';

export const scorecardFileFault = faults({
  SCORECARD_FILE_INVALID: { status: 422, en: '{file}, line {line}: {why}', zh: '{file} 第 {line} 行:{why}' },
  SCORECARD_FILE_EMPTY: { status: 422, en: '{file} has no rows below its head', zh: '{file} 表头之下没有数据' },
  COLUMN_UNKNOWN: { status: 422, en: 'There is no column {column}; the columns are: {columns}', zh: '没有字段 {column};现有字段:{columns}' },
  TARGET_UNKNOWN: {
    status: 422,
    en: 'Which column says what became of an applicant? Give it with --target; the columns are: {columns}',
    zh: '请以 --target 指明记录结果的字段;现有字段:{columns}',
  },
  BAD_UNKNOWN: {
    status: 422,
    en: 'Which value of {target} is bad? Give it with --bad; the values are: {values}',
    zh: '请以 --bad 指明字段 {target} 中代表坏样本的值;现有取值:{values}',
  },
  OUTCOME_ONE_CLASS: {
    status: 422,
    en: 'All {rows} outcomes in {target} are of one class; the values are: {values}',
    zh: '字段 {target} 的 {rows} 个结果同属一类;现有取值:{values}',
  },
  OPTION_INVALID: { status: 422, en: '--{option} {right}, not {given}', zh: '--{option} 取值无效:{given}' },
  CARD_FILE_INVALID: { status: 422, en: '{file} is no scorecard: {why}', zh: '{file} 不是评分卡文件:{why}' },
});
