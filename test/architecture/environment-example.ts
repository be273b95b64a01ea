/** Names in `.env.example` against those of the configuration. */
export function exampleMatchesVariables(example: string, variables: readonly string[]): string[] {
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  return [
    ...variables.filter((name) => !named.includes(name)).map((name) => `.env.example lacks ${name}`),
    ...named
      .filter((name) => !variables.includes(name))
      .map((name) => `.env.example names ${name}, which nobody reads`),
    ...named.filter((name, index) => named.indexOf(name) !== index).map((name) => `.env.example names ${name} twice`),
  ];
}
