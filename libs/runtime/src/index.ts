export { type Clock, fixedClock, instant, systemClock } from './clock.ts';
export { type Config, readConfig } from './config.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, runningEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
export { derivedId, randomDigits, randomId } from './ids.ts';
export { type Logger, openLogger } from './logging.ts';
export { maskIdNumber, maskMobile, maskName, maskPan, maskText } from './masking.ts';
export { type Progress, type ProgressOptions, startProgress } from './progress.ts';
