import type Docker from 'dockerode';
import { z } from 'zod';

const labels = z.array(z.strictObject({ label: z.string(), value: z.string() })).default([]);
const ignored = z.unknown().optional();
/** What is Terraform's own affair in each resource. */
const terraforms = { '//': ignored, lifecycle: ignored, depends_on: ignored, provider: ignored, provisioner: ignored };

/** Every argument that the constructs give a container. What isn't known here is refused: it would be left out without a word. */
const container = z.strictObject({
  ...terraforms,
  name: z.string(),
  image: z.string(),
  entrypoint: z.array(z.string()),
  command: z.array(z.string()).default([]),
  env: z.array(z.string()).default([]),
  user: z.string(),
  labels,
  capabilities: z.strictObject({ add: z.array(z.string()).default([]), drop: z.array(z.string()).default([]) }),
  security_opts: z.array(z.string()).default([]),
  dns_opts: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  tmpfs: z.record(z.string(), z.string()).default({}),
  restart: z.string().default('no'),
  memory: z.number().optional(),
  memory_swap: z.number().optional(),
  log_driver: z.string().optional(),
  log_opts: z.record(z.string(), z.string()).default({}),
  network_mode: z.string().optional(),
  networks_advanced: z.array(z.strictObject({ name: z.string() })).default([]),
  ports: z
    .array(z.strictObject({ external: z.number(), internal: z.number(), ip: z.string(), protocol: z.string() }))
    .default([]),
  volumes: z
    .array(z.strictObject({ container_path: z.string(), volume_name: z.string(), read_only: z.boolean().optional() }))
    .default([]),
  upload: z
    .array(
      z.strictObject({
        file: z.string(),
        content: z.string().optional(),
        content_base64: z.string().optional(),
      }),
    )
    .default([]),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string(),
    })
    .optional(),
  stop_timeout: z.number().optional(),
  must_run: z.boolean().default(true),
  // How Terraform waits and stops.
  attach: ignored,
  destroy_grace_seconds: ignored,
  wait: ignored,
  wait_timeout: ignored,
});

const stack = z.looseObject({
  resource: z.strictObject({
    docker_container: z.record(z.string(), container).default({}),
    docker_network: z
      .record(
        z.string(),
        z.strictObject({ ...terraforms, name: z.string(), internal: z.boolean().default(false), labels }),
      )
      .default({}),
    docker_volume: z.record(z.string(), z.strictObject({ ...terraforms, name: z.string(), labels })).default({}),
    docker_image: z.record(z.string(), z.looseObject({ name: z.string() })).default({}),
    terraform_data: ignored,
  }),
  variable: z.record(z.string(), z.looseObject({ default: z.string().optional() })).default({}),
});

/** A file that a container gets before it starts. */
export interface PlannedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** A container, as the engine is told to make it. */
export interface PlannedContainer {
  readonly name: string;
  readonly options: Docker.ContainerCreateOptions;
  /** Networks beside the one that it is made in. */
  readonly networks: readonly string[];
  readonly files: readonly PlannedFile[];
  /** Whether it is a server, rather than a step that ends. */
  readonly runs: boolean;
}

/** What a synthesized stack has on an engine. */
export interface EnginePlan {
  readonly images: readonly string[];
  readonly networks: readonly Docker.NetworkCreateOptions[];
  readonly volumes: readonly { readonly Name: string; readonly Labels: Readonly<Record<string, string>> }[];
  readonly containers: readonly PlannedContainer[];
}

/**
 * What the engine is to make of a stack's Terraform.
 *
 * @param text the synthesized file
 * @param marks labels that everything gets besides
 */
export function enginePlan(text: string, marks: Readonly<Record<string, string>>): EnginePlan {
  const { resource, variable } = stack.parse(JSON.parse(text));
  const literal = (value: string): string =>
    value
      .replace(/(?<!\$)\$\{var\.([\w-]+)\}/g, (_, name: string) => variable[name]?.default ?? '')
      .replaceAll('$${', '${')
      .replaceAll('%%{', '%{');
  const labelled = (own: z.infer<typeof labels>): Record<string, string> => ({
    ...Object.fromEntries(own.map(({ label, value }) => [label, literal(value)])),
    ...marks,
  });
  return {
    images: Object.values(resource.docker_image).map(({ name }) => name),
    networks: Object.values(resource.docker_network).map(({ name, internal, labels: own }) => ({
      Name: name,
      Internal: internal,
      Labels: labelled(own),
    })),
    volumes: Object.values(resource.docker_volume).map(({ name, labels: own }) => ({
      Name: name,
      Labels: labelled(own),
    })),
    containers: Object.values(resource.docker_container).map((each) => planned(each, literal, labelled(each.labels))),
  };
}

const MIB = 1024 * 1024;

function planned(
  each: z.infer<typeof container>,
  literal: (value: string) => string,
  allLabels: Record<string, string>,
): PlannedContainer {
  const [first, ...further] = each.networks_advanced.map(({ name }) => name);
  return {
    name: each.name,
    runs: each.must_run,
    networks: further,
    files: each.upload.map(({ file, content, content_base64 }) => ({
      path: file,
      content:
        content_base64 === undefined ? Buffer.from(literal(content ?? '')) : Buffer.from(content_base64, 'base64'),
    })),
    options: {
      name: each.name,
      Image: each.image,
      Entrypoint: each.entrypoint.map(literal),
      Cmd: each.command.map(literal),
      Env: each.env.map(literal),
      User: each.user,
      Labels: allLabels,
      ExposedPorts: Object.fromEntries(each.ports.map(({ internal, protocol }) => [`${internal}/${protocol}`, {}])),
      StopTimeout: each.stop_timeout,
      Healthcheck: each.healthcheck && {
        Test: each.healthcheck.test.map(literal),
        Interval: nanoseconds(each.healthcheck.interval),
        Timeout: nanoseconds(each.healthcheck.timeout),
        Retries: each.healthcheck.retries,
        StartPeriod: nanoseconds(each.healthcheck.start_period),
      },
      HostConfig: {
        NetworkMode: each.network_mode ?? first,
        CapAdd: each.capabilities.add,
        CapDrop: each.capabilities.drop,
        SecurityOpt: each.security_opts,
        DnsOptions: each.dns_opts,
        ReadonlyRootfs: each.read_only,
        Tmpfs: each.tmpfs,
        RestartPolicy: { Name: each.restart },
        Memory: each.memory === undefined ? undefined : each.memory * MIB,
        MemorySwap: each.memory_swap === undefined ? undefined : each.memory_swap * MIB,
        LogConfig: each.log_driver === undefined ? undefined : { Type: each.log_driver, Config: each.log_opts },
        PortBindings: Object.fromEntries(
          each.ports.map(({ internal, external, ip, protocol }) => [
            `${internal}/${protocol}`,
            [{ HostIp: ip, HostPort: external.toString() }],
          ]),
        ),
        Binds: each.volumes.map(
          ({ volume_name, container_path, read_only }) =>
            `${volume_name}:${container_path}:${read_only === true ? 'ro' : 'rw'}`,
        ),
      },
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A length of time as Terraform's provider takes it, such as `3m0s`. */
const nanoseconds = (text: string): number =>
  [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
