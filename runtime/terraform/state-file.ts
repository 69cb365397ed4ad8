import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../files/required-file';
import { instanceAddress } from '../../model/names/resource-address';
import { OperationError } from '../../model/violation';
import type { PlannedResource } from './planned-resources';

/** A resource that stands, and that no state knows. */
export interface Standing {
  readonly planned: PlannedResource;
  /** By which its provider finds it. */
  readonly id: string;
  /** What is known to be otherwise than planned. */
  readonly otherwise?: Readonly<Record<string, unknown>>;
}

const state = z.looseObject({
  version: z.literal(4),
  serial: z.int(),
  lineage: z.string(),
  resources: z.array(z.unknown()).default([]),
});

/** A resource of no module, and none of a counted number, as those of a synthesized stack are. */
const resource = z.strictObject({
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  provider: z.string(),
  instances: z.array(z.looseObject({ index_key: z.string().optional() })).min(1),
});

/** Attributes of Terraform's own resource that are of any type, which a state writes beside the value. */
const ANY_TYPE: Readonly<Record<string, readonly string[]>> = {
  terraform_data: ['input', 'output', 'triggers_replace'],
};

/**
 * A state that knows what stands, too.
 *
 * @param text the state that there is, as `terraform state pull` gives it; blank where there is none
 * @throws OperationError `StateUnreadable`
 */
export function stateWith(text: string, terraformVersion: string, standing: readonly Standing[]): string {
  const before =
    text.trim() === ''
      ? {
          ...{ version: 4, terraform_version: terraformVersion, serial: 0, lineage: randomUUID(), outputs: {} },
          resources: [],
        }
      : parseState(text);
  const resources = [...before.resources];
  for (const each of standing) {
    const at = resources.findIndex((known) => isOf(each.planned, known));
    const known = resource.safeParse(resources[at]).data;
    if (known === undefined) {
      resources.push(resourceOf(each.planned, [instanceOf(each)]));
    } else {
      resources[at] = resourceOf(each.planned, [...known.instances, instanceOf(each)]);
    }
  }
  const after = { ...before, serial: before.serial + 1, resources };
  return `${JSON.stringify(after, undefined, 2)}\n`;
}

/**
 * A state as it has become by a trial, with the number of the one that was tried: a trial counts on, and Terraform would take it for newer
 * than a state that somebody else has changed once meanwhile.
 *
 * @throws OperationError `StateUnreadable`
 */
export const triedState = (tried: string, made: string): string =>
  `${JSON.stringify({ ...parseState(tried), serial: parseState(made).serial }, undefined, 2)}\n`;

/**
 * A state of the same stack that knows nothing, to see what would be made of what stands.
 *
 * @throws OperationError `StateUnreadable`
 */
export const emptied = (text: string): string =>
  `${JSON.stringify({ ...parseState(text), resources: [] }, undefined, 2)}\n`;

const guard = z.object({
  attributes: z.object({ triggers_replace: z.object({ value: z.tuple([z.string()]) }) }),
});

/**
 * What a resource of Terraform's own was last made for, where it is replaced with one text.
 *
 * @param text a state; blank where there is none
 * @throws OperationError `StateUnreadable`
 */
export function madeFor(text: string, name: string): string | undefined {
  const known = text.trim() === '' ? [] : parseState(text).resources;
  const found = known.map((each) => resource.safeParse(each).data);
  const [instance] = found.find((each) => each?.type === 'terraform_data' && each.name === name)?.instances ?? [];
  return guard.safeParse(instance).data?.attributes.triggers_replace.value[0];
}

/** Whether a text is a state, whole and in the form that is read here. */
export const isState = (text: string): boolean => state.safeParse(parseJson(text)).success;

/**
 * Addresses of what a state knows, as `terraform state list` gives them, without a process for it.
 *
 * @param text the file that a local state lies in
 * @returns undefined where that is not to be read here: in another form, or while Terraform writes it
 */
export function addressesIn(text: string): readonly string[] | undefined {
  const resources = z.array(resource).safeParse(state.safeParse(parseJson(text)).data?.resources).data;
  return resources
    ?.flatMap(({ mode, type, name, instances }) => {
      const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
      return instances.map(({ index_key: key }) => (key === undefined ? address : instanceAddress(address, key)));
    })
    .sort((one, other) => (one < other ? -1 : 1));
}

function parseState(text: string): z.infer<typeof state> {
  const { data } = state.safeParse(parseJson(text));
  if (data === undefined) {
    throw unreadableState('must have the form of a state, version 4');
  }
  return data;
}

/** @param rule what of a state is not as it is known here */
export const unreadableState = (rule: string): OperationError =>
  new OperationError({
    code: 'StateUnreadable',
    subject: 'terraform state pull',
    rule,
    remedy: 'use Terraform 1.11 (this package knows its answers)',
  });

const resourceOf = ({ type, name, provider }: PlannedResource, instances: readonly object[]): object => ({
  ...{ mode: 'managed', type, name, provider },
  instances,
});

/** Whether what a state knows is this resource, or others that are made for it. */
function isOf({ type, name }: PlannedResource, known: unknown): boolean {
  const { data } = resource.safeParse(known);
  return data?.mode === 'managed' && data.type === type && data.name === name;
}

function instanceOf({ planned, id, otherwise = {} }: Standing): object {
  const { type, key, schemaVersion, dependencies } = planned;
  const values = { ...planned.values, ...otherwise, id };
  return {
    ...(key !== undefined && { index_key: key }),
    schema_version: schemaVersion,
    attributes: type in ANY_TYPE ? withTypes(values, ANY_TYPE[type] ?? []) : values,
    sensitive_attributes: [],
    ...(dependencies.length > 0 && { dependencies }),
  };
}

/** What Terraform's own resource has been given is what it gives. */
function withTypes(values: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  const all: Readonly<Record<string, unknown>> = { ...values, output: values['input'] };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      names.includes(name) && value !== undefined && value !== null ? { value, type: typeOf(value) } : (value ?? null),
    ]),
  );
}

/** Terraform's words for JavaScript's. */
const TYPES: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool' };

/** The type that a literal of the configuration has, in a state's words. */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return ['tuple', value.map(typeOf)];
  }
  if (typeof value === 'object' && value !== null) {
    return ['object', Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeOf(each)]))];
  }
  return TYPES[typeof value] ?? 'dynamic';
}
