/** A network through which units flow from a source to a sink, as many as it takes, at the lowest cost. */
export class MinCostFlow {
  private readonly edges: Edge[] = [];
  private readonly out: number[][] = [];

  public node(): number {
    return this.out.push([]) - 1;
  }

  /** @returns the edge, for {@link flowOf} */
  public edge(from: number, to: number, capacity: number, cost: number): number {
    const edge = this.add(from, to, capacity, cost);
    this.add(to, from, 0, -cost);
    return edge;
  }

  /** Sends as much as there is room for, each unit by the cheapest way; earlier units make way where that costs less. */
  public run(source: number, sink: number): void {
    for (;;) {
      const [way, room] = this.cheapestWay(source, sink);
      if (way.length === 0) {
        return;
      }
      for (const edge of way) {
        this.at(edge).room -= room;
        this.at(edge ^ 1).room += room;
      }
    }
  }

  public flowOf(edge: number): number {
    return this.at(edge ^ 1).room;
  }

  private add(from: number, to: number, room: number, cost: number): number {
    const edge = this.edges.push({ from, to, room, cost }) - 1;
    this.out[from]?.push(edge);
    return edge;
  }

  /** Bellman and Ford's, with a queue: edges that lead back have costs below zero. */
  private cheapestWay(source: number, sink: number): readonly [readonly number[], number] {
    const cost = this.out.map(() => Number.POSITIVE_INFINITY);
    const by = this.out.map(() => -1);
    const isQueued = this.out.map(() => false);
    cost[source] = 0;
    const queue = [source];
    // It grows while it is walked through.
    for (const node of queue) {
      isQueued[node] = false;
      for (const index of this.out[node] ?? []) {
        const edge = this.at(index);
        const through = (cost[node] ?? 0) + edge.cost;
        if (edge.room > 0 && through < (cost[edge.to] ?? 0)) {
          cost[edge.to] = through;
          by[edge.to] = index;
          if (isQueued[edge.to] !== true) {
            isQueued[edge.to] = true;
            queue.push(edge.to);
          }
        }
      }
    }
    const way: number[] = [];
    let room = Number.POSITIVE_INFINITY;
    for (let node = sink; node !== source;) {
      const index = by[node] ?? -1;
      if (index < 0) {
        return [[], 0];
      }
      way.push(index);
      room = Math.min(room, this.at(index).room);
      node = this.at(index).from;
    }
    return [way, room];
  }

  private at(index: number): Edge {
    const edge = this.edges[index];
    if (edge === undefined) {
      throw new RangeError(`edge ${index}`);
    }
    return edge;
  }
}

interface Edge {
  readonly from: number;
  readonly to: number;
  room: number;
  readonly cost: number;
}
