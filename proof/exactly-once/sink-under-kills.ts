import { administratorOf } from '../../runtime/kafka/kafka-admin';
import type { Wait } from '../../runtime/wait';
import type { ProofContext } from '../context/proof-context';
import { startNode } from '../toolbox/node-process';
import type { ToolProcess } from '../toolbox/tool-process';
import type { Read } from '../verification/delivery-verifier';
import { nameGroup } from '../workload/consumer-group';
import type { ProofTopic } from '../workload/proof-topic';
import { makeSinkFolder, Sink } from '../workload/sink';

/** A sink that is killed again and again, each time followed by one that goes on. */
export interface SinkUnderKills {
  readonly kills: number;
  /** Kills it, and starts the next one on the same file. */
  killAndFollow(): Promise<void>;
  /** Waits for so many rows. */
  filled(rows: number, wait: Wait): Promise<unknown>;
  /** Kills the last one, and gives what is in the file. */
  finish(): Promise<Read[]>;
}

/** Starts the first one. */
export function startSink(proof: ProofContext, output: ProofTopic): SinkUnderKills {
  const { file, remove } = makeSinkFolder();
  proof.cleanup.push('the sink removed', () => {
    remove();
    return Promise.resolve();
  });
  let started = 0;
  const start = (): ToolProcess => {
    // A group of its own each: one that was killed would be waited for, and none has anything to hand on.
    const group = nameGroup(proof, `exactly-once-sink-${++started}`);
    const user = administratorOf(proof.manifest);
    return startNode(proof, 'sink-program', [user, proof.clients, output.name, group, file]);
  };
  let current = start();
  return {
    get kills() {
      return started;
    },
    killAndFollow: async () => {
      await current.kill();
      current = start();
    },
    filled: (rows, wait) => {
      const last = current;
      return last.until(() => last.events.some((event) => Number(event['rows']) >= rows), wait);
    },
    finish: async () => {
      await current.kill();
      const sink = new Sink(file);
      try {
        return sink.rows();
      } finally {
        sink.close();
      }
    },
  };
}
