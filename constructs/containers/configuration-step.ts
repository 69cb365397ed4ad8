import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { PATHS, SERVER_UID } from '../../model/names/paths';
import { StepContainer, type StepContainerProps, type StepInputs } from './step-container';

/** What a step that configures servers works on. */
interface ConfigurationInputs extends Omit<StepInputs, 'files' | 'provided'> {
  /** Configuration by its path in the volume. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Lines of the folders that servers write to, each with the server's number where it looks for one. */
  readonly folders: string;
  /** What is refused where servers' data don't fit them: files of the step that `configure.sh` looks for. */
  readonly guard?: Readonly<Record<string, string>>;
}

/** The step that writes the servers' configuration into a volume, and hands them the volumes that they write to. */
export function configurationStep(
  scope: Construct,
  cluster: ClusterModel,
  props: Pick<StepContainerProps, 'name' | 'placement'> & { readonly inputs: () => ConfigurationInputs },
): StepContainer {
  return new StepContainer(scope, cluster, {
    ...props,
    role: 'configure',
    command: ['sh', '/step/configure.sh', '/step', PATHS.configuration, `${SERVER_UID}:${SERVER_UID}`],
    inputs: () => {
      const { configuration, folders, guard = {}, ...inputs } = props.inputs();
      return {
        ...inputs,
        files: {
          '/step/configure.sh': readFileSync(path.join(__dirname, 'configure.sh'), 'utf8'),
          '/step/folders': folders,
          ...guard,
          ...Object.fromEntries(
            Object.entries(configuration).map(([file, content]) => [`/step/configuration/${file}`, content]),
          ),
        },
      };
    },
  });
}
