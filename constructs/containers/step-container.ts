import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerUpload, ContainerVolumes } from '@cdktf/provider-docker/lib/container';
import { dependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { LABELS } from '../../model/names/names';
import { type Placement, placementOf, resourceName } from '../../model/placement/placement';
import { dockerProviderOf } from './docker-provider';
import { logDriverOf } from './log-driver';
import { expression, lazyTexts, lazyValue } from '../terraform/literal';
import { Container, containerUploadToTerraform, containerVolumesToTerraform } from '../terraform/resources';

/** A file that may be secret. */
export interface ProvidedFile {
  /** From the folder that the stack is applied in. */
  readonly path: string;
  /** Changes with its content, and doesn't tell of it. */
  readonly version: string;
}

/** What a step works on. */
export interface StepInputs {
  /** Files by their path in the container. They are in the state: none may be secret. */
  readonly files: Readonly<Record<string, string>>;
  /** The same of files that are no text, in base64. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Files of the machine that deploys, by their path in the container: only where they lie is in the state. */
  readonly provided?: Readonly<Record<string, ProvidedFile>>;
  /** Volumes by their path in the container. */
  readonly volumes: Readonly<Record<string, string>>;
  readonly dependsOn: readonly { readonly fqn: string }[];
}

/** What differs between the steps that run once, in a container of their own, and end. */
export interface StepContainerProps {
  readonly name: string;
  /** Default: on the cluster's engine. */
  readonly placement?: Placement;
  readonly role: 'keytool' | 'configure' | 'keytabs';
  /** Default: the brokers'. */
  readonly image?: string;
  /** Network by Docker's mode. Default: none, and no network. */
  readonly networkMode?: 'none' | 'bridge';
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The same of what a run is asked for by hand: a plan asks for nothing by it. */
  readonly request?: Readonly<Record<string, string>>;
  /** Asked when everything has been declared. */
  readonly inputs: () => StepInputs;
}

/**
 * A step that prepares volumes: it runs once as root, without network unless it asks for it, with the capabilities to hand files to the servers'
 * user and no others, and again whenever its input changes.
 */
export class StepContainer {
  public readonly container: Container;

  public constructor(scope: Construct, cluster: ClusterModel, props: StepContainerProps) {
    const placement = props.placement ?? placementOf(cluster, props.name);
    this.container = new Container(scope, 'container', {
      provider: dockerProviderOf(scope, cluster, placement),
      name: props.name,
      image: props.image ?? cluster.images.kafka.name,
      entrypoint: lazyTexts(() => commandOf(props)),
      command: [],
      user: '0:0',
      env: Object.entries({ ...props.environment, ...props.request }).map(([name, value]) => `${name}=${value}`),
      networkMode: props.networkMode ?? 'none',
      capabilities: { drop: ['ALL'], add: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER'] },
      securityOpts: ['no-new-privileges:true'],
      attach: true,
      mustRun: false,
      upload: lazyValue(() => uploadsOf(props.inputs()).map((each) => containerUploadToTerraform(each) as unknown)),
      volumes: lazyValue(() => mountsOf(props.inputs()).map((each) => containerVolumesToTerraform(each) as unknown)),
      restart: 'no',
      // A driver that the engine doesn't take fails here, before a server is touched.
      ...logDriverOf(cluster.logs.orRotated),
      labels: [
        { label: LABELS.cluster, value: cluster.name },
        { label: LABELS.role, value: props.role },
      ],
      lifecycle: {
        // It is the next run's alone, and no reason for one.
        ...(props.request !== undefined && { ignoreChanges: ['env'] }),
        postcondition: [
          {
            condition: expression('self.exit_code == 0'),
            errorMessage:
              `[StepFailed] ${props.name}: the step must end with 0, see why with: docker logs ${props.name}; ` +
              `mend the cause, then: docker rm ${props.name} and apply again`,
          },
        ],
      },
    });
    this.container.dependsOn = lazyTexts(() => props.inputs().dependsOn.map((each) => dependable(each)));
    this.container.overrideLogicalId(resourceName(cluster, placement, props.name));
  }
}

/**
 * Bytes of a file, and of all, that a step is given as arguments of its command: Linux takes 128 KiB for one and 2 MiB for all. The engine unpacks each
 * upload by a process of its own, in a container with all of the step's volumes.
 */
const ARGUMENT_BYTES = { each: 64 * 1024, all: 512 * 1024 };

/** Files by whether they come as arguments, or are uploaded. */
function partedFiles({ files }: StepInputs): Record<'arguments' | 'uploads', readonly (readonly [string, string])[]> {
  const sizes = new Map(Object.entries(files).map(([file, content]) => [file, Buffer.byteLength(content)]));
  const small = Object.entries(files)
    .filter(([file]) => (sizes.get(file) ?? 0) <= ARGUMENT_BYTES.each)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const all = small.reduce((sum, [file]) => sum + (sizes.get(file) ?? 0), 0);
  const asArguments = all <= ARGUMENT_BYTES.all ? small : [];
  const names = new Set(asArguments.map(([file]) => file));
  return { arguments: asArguments, uploads: Object.entries(files).filter(([file]) => !names.has(file)) };
}

const commandOf = ({ command, inputs }: StepContainerProps): readonly string[] => [
  ...['sh', '-c', readFileSync(path.join(__dirname, 'unpack.sh'), 'utf8'), 'step'],
  ...partedFiles(inputs()).arguments.flat(),
  ...['--', ...command],
];

const uploadsOf = (inputs: StepInputs): readonly ContainerUpload[] => [
  ...partedFiles(inputs).uploads.map(([file, content]) => ({ file, content })),
  ...uploadsBeside(inputs),
];

const uploadsBeside = ({ programs = {}, provided = {} }: StepInputs): readonly ContainerUpload[] => [
  ...Object.entries(programs).map(([file, contentBase64]) => ({ file, contentBase64 })),
  ...Object.entries(provided).map(([file, { path, version }]) => ({
    ...{ file, source: path, sourceHash: version, permissions: '0400' },
  })),
];

const mountsOf = ({ volumes }: StepInputs): readonly ContainerVolumes[] =>
  Object.entries(volumes).map(([containerPath, volumeName]) => ({ containerPath, volumeName }));
