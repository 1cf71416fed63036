import { faults } from '@jinqiao/errors';

export const runtimeFault = faults({
  DATA_LOCKED: {
    status: 409,
    en: 'The data in {folder} is in use by another jinqiao (process {pid}); stop that one first, or set JINQIAO_HOME to another folder',
    zh: '{folder} 中的数据正被另一个 jinqiao(进程 {pid})使用;请先停止该进程,或将 JINQIAO_HOME 设为其他目录',
  },
  DATA_NOT_OURS: {
    status: 403,
    en: 'The data in {folder} belongs to user id {owner}; run as that user, or set JINQIAO_HOME to another folder',
    zh: '{folder} 中的数据属于用户 {owner};请以该用户运行,或将 JINQIAO_HOME 设为其他目录',
  },
  POSTGRES_MISSING: {
    status: 500,
    en: 'No PostgreSQL binaries for {platform} are installed; run npm ci, or set DATABASE_URL to a PostgreSQL 15 or later',
    zh: '未安装适用于 {platform} 的 PostgreSQL;请运行 npm ci,或将 DATABASE_URL 指向 PostgreSQL 15 及以上版本',
  },
  POSTGRES_FAILED: {
    status: 500,
    en: 'PostgreSQL did not start in {folder}: {reason}',
    zh: 'PostgreSQL 未能在 {folder} 启动:{reason}',
  },
  CONFIG_INVALID: {
    status: 500,
    en: '{variable} is {value}; it must be {expected}',
    zh: '环境变量 {variable} 的值为 {value},应为 {expected}',
  },
});
