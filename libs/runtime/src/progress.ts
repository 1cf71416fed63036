import cliProgress from 'cli-progress';

export type Progress = {
  /** Counts `by` more as done (1 when absent); `note` says in a word what is at work. */
  advance(by?: number, note?: string): void;
  /** Call once at the end, also after a failure: it gives the terminal back. */
  stop(): void;
};

export type ProgressOptions = {
  readonly title: string;
  /** How many steps, rows or days there are. */
  readonly total: number;
  /** True says nothing at all: for `--json`. */
  readonly quiet?: boolean;
  /** Where it is shown: standard error when absent, so that results in a pipe stay clean. */
  readonly stream?: NodeJS.WritableStream & { isTTY?: boolean };
  /** How often a plain line is written where there is no terminal. */
  readonly everyMs?: number;
};

/** Shows long work: a bar on a terminal, an occasional plain line elsewhere. */
export function startProgress(options: ProgressOptions): Progress {
  const stream = options.stream ?? process.stderr;
  if (options.quiet || options.total <= 0) return { advance: () => {}, stop: () => {} };
  return stream.isTTY ? bar(options, stream) : lines(options, stream);
}

function bar({ title, total }: ProgressOptions, stream: NodeJS.WritableStream): Progress {
  const shown = new cliProgress.SingleBar({
    format: '{title} [{bar}] {percentage}% | {value}/{total} | {duration_formatted} | ETA {eta_formatted} {note}',
    stream,
    hideCursor: true,
    etaBuffer: 50,
  });
  shown.start(total, 0, { title, note: '' });
  return {
    advance: (by = 1, note) => shown.increment(by, note === undefined ? {} : { note }),
    stop: () => shown.stop(),
  };
}

function lines({ title, total, everyMs = 10_000 }: ProgressOptions, stream: NodeJS.WritableStream): Progress {
  let done = 0;
  let said = performance.now();
  const say = (note: string) => stream.write(`${title}: ${done}/${total}${note}\n`);
  return {
    advance: (by = 1, note = '') => {
      done += by;
      if (performance.now() - said < everyMs) return;
      said = performance.now();
      say(note && ` (${note})`);
    },
    stop: () => {
      say('');
    },
  };
}
