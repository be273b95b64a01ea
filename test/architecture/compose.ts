import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

/** A service of docker-compose.yml, as far as the rules look at it. */
export interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly init?: boolean;
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly unknown[]; readonly interval?: string };
  readonly entrypoint?: readonly unknown[];
  readonly command?: readonly unknown[];
  readonly ports?: readonly string[];
  readonly env_file?: unknown;
  readonly environment?: Readonly<Record<string, string | null>>;
}

/** The services of a compose file, anchors resolved. */
export function servicesOf(compose: string): ReadonlyMap<string, Service> {
  const { services } = load(compose, { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
    services: Readonly<Record<string, Service>>;
  };
  return new Map(Object.entries(services));
}

/** What would let a service die silently, fill a disk or be reached from outside. */
export function problemsOfService(name: string, service: Service): string[] {
  const { healthcheck: check = {}, restart = '', logging, entrypoint = [], command = [] } = service;
  const ends = restart.startsWith('on-failure');
  const wrong: readonly (readonly [boolean, string])[] = [
    [restart !== 'unless-stopped' && !ends, 'says not what happens when it ends: restart'],
    [service.init !== true, 'has nothing that reaps its children: init: true'],
    [service.stop_grace_period === undefined, 'says not how long it may take to stop: stop_grace_period'],
    [logging?.options?.['max-size'] === undefined, 'has a log that grows for ever: logging, max-size'],
    [logging?.options?.['max-file'] === undefined, 'has a log that grows for ever: logging, max-file'],
    [!ends && (check.test === undefined || check.disable === true), 'has no health check'],
    [!ends && secondsOf(check.interval) < 10, 'is looked at more often than every 10 s, for ever'],
    [service.build === undefined && !isPinned(service.image ?? ''), 'has an image without an exact version'],
    [![entrypoint, command, check.test ?? []].flat().every(isText), 'has an argument that YAML reads as no text'],
    [service.env_file !== undefined, 'gets all of a file instead of what it uses: env_file'],
    ...(service.ports ?? []).map(
      (port) => [!port.startsWith('127.0.0.1:'), `is open to every address: ${port}`] as const,
    ),
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, problem]) => `${name} ${problem}`);
}

/** Images of a Dockerfile that are neither a stage of it nor of an exact version. */
export function unpinnedImages(dockerfile: string): string[] {
  const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)/gim)].map(([, name = '']) => name);
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gim)].map(([, image = '']) => image);
  return images.filter((image) => !stages.includes(image) && !isPinned(image));
}

/** The variables that compose takes from .env: `${NAME…}`, and those of environments that have no value. */
export function variablesOf(compose: string): ReadonlySet<string> {
  const inserted = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
  const passed = [...servicesOf(compose).values()].flatMap(({ environment = {} }) =>
    Object.keys(environment).filter((name) => environment[name] === null),
  );
  return new Set([...inserted, ...passed]);
}

/** What a Dockerfile copies from its folder. */
export function copiedPaths(dockerfile: string): string[] {
  return [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
}

function isText(argument: unknown): boolean {
  return typeof argument === 'string';
}

function isPinned(image: string): boolean {
  return /:\d+\.\d+\.\d+(-[\w.-]+)?(@sha256:[0-9a-f]{64})?$/.test(image);
}

function secondsOf(interval = '30s'): number {
  return /^\d+s$/.test(interval) ? Number.parseInt(interval, 10) : Number.NaN;
}
