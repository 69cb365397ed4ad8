/** A file of sections with `name = value` lines, as Grafana reads it. */
export type Ini = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** Renders sections and values in their order. */
export const renderIni = (ini: Ini): string =>
  Object.entries(ini)
    .map(([section, values]) =>
      [`[${section}]`, ...Object.entries(values).map(([name, value]) => `${name} = ${String(value)}`), ''].join('\n'),
    )
    .join('\n');
