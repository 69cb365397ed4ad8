/** What takes places: a partition takes brokers. */
export interface Taker {
  /** How many places it takes, each once. */
  readonly size: number;
  /** Places that it may take. */
  readonly allowed: readonly number[];
  /** Where it is: to stay costs nothing. */
  readonly held: readonly number[];
  /** How many places it takes of every group that has as many, before it takes one more of any; it never takes more than one more. */
  readonly level: number;
}

/** A place, by its number in a list: a broker. */
export interface Place {
  /** What it has anyway. */
  readonly load: number;
  /** Places of one group, as brokers of one rack, have the same. */
  readonly group: number;
}

/**
 * Which places everyone takes, so that each spreads over groups as its level says, then all places have as even a load as can be, and then
 * as few as can be go elsewhere.
 *
 * It is the cheapest flow from takers by groups to places, unit by unit by the cheapest way, on which earlier ones make way. Such a way leads
 * from place to place, each time by one of all the takers that would go there; so those are kept by pairs of places and by what their going
 * costs, and to find a way takes as long as there are places, however many takers there are.
 *
 * @returns the places of each taker, in their order
 */
export function assignEvenly(takers: readonly Taker[], places: readonly Place[]): readonly (readonly number[])[] {
  const assignment = new Assignment(takers, places);
  takers.forEach(({ size }, taker) => {
    for (let unit = 0; unit < size; unit++) {
      assignment.add(taker);
    }
  });
  return takers.map((_, taker) => assignment.placesOf(taker));
}

/** A taker that comes to a place, from another one or from nowhere. */
interface Step {
  readonly taker: number;
  readonly from: number | undefined;
}

/** What the groups and what the distance cost when a taker goes from one place to another: each is less, the same or more by one. */
const CHANGES = [-1, 0, 1] as const;
/** All combinations, the cheapest first. */
const COSTS = CHANGES.flatMap((groups) => CHANGES.map((moved) => ({ groups, moved })));
const kindOf = (groups: number, moved: number): number => (groups + 1) * CHANGES.length + moved + 1;
const NONE = COSTS.length;

class Assignment {
  private readonly taken: readonly Set<number>[];
  private readonly loads: number[];
  /** By pair of places and cost: who would go from the one to the other. */
  private readonly goers: readonly (readonly Set<number>[])[];
  /** By pair of places: the lowest cost at which anybody would go. */
  private readonly lowest: number[];
  // A way has at most as many steps as there are places, so each of these outweighs all that follow it on any two ways.
  private readonly ofMove: number;
  private readonly ofLoad: number;
  private readonly ofGroup: number;

  public constructor(
    private readonly takers: readonly Taker[],
    private readonly places: readonly Place[],
  ) {
    this.taken = takers.map(() => new Set());
    this.loads = places.map(({ load }) => load);
    const pairs = places.length ** 2;
    this.goers = Array.from({ length: pairs }, () => COSTS.map(() => new Set<number>()));
    this.lowest = Array.from({ length: pairs }, () => NONE);
    const highest = Math.max(0, ...this.loads) + takers.length;
    this.ofMove = 2 * places.length + 2;
    this.ofLoad = this.ofMove * (2 * places.length + 2);
    this.ofGroup = this.ofLoad * (2 * highest + 4);
  }

  public placesOf(taker: number): readonly number[] {
    return [...this.takenBy(taker)].sort((a, b) => a - b);
  }

  /** One more place for a taker, by the cheapest way. */
  public add(taker: number): void {
    const steps = this.waysFrom(taker);
    const ends = [...steps.keys()];
    const total = (place: number): number => (steps.get(place)?.cost ?? 0) + this.costOfNext(place);
    const [end] = ends.sort((a, b) => total(a) - total(b) || a - b);
    if (end === undefined) {
      throw new RangeError(`taker ${taker} finds no place`);
    }
    const changes = new Map<number, { readonly left: number[]; readonly taken: number[] }>();
    for (let place: number | undefined = end; place !== undefined;) {
      const step: Step = steps.get(place)?.step ?? { taker, from: undefined };
      const change = changes.get(step.taker) ?? { left: [], taken: [] };
      changes.set(step.taker, change);
      change.taken.push(place);
      if (step.from !== undefined) {
        change.left.push(step.from);
      }
      place = step.from;
    }
    changes.forEach((change, changing) => {
      this.change(changing, change);
    });
    this.loads[end] = (this.loads[end] ?? 0) + 1;
  }

  /**
   * The cheapest way to each place (Bellman and Ford's, since to go back costs less than nothing), and of these one with the fewest steps:
   * only on such does nobody make two steps that are in each other's way.
   */
  private waysFrom(taker: number): ReadonlyMap<number, { readonly cost: number; readonly step: Step }> {
    const ways = new Map<number, { readonly cost: number; readonly step: Step }>();
    for (const place of this.takers[taker]?.allowed ?? []) {
      const groups = this.costOfMore(taker, this.groupOf(place));
      if (!this.takenBy(taker).has(place) && groups !== undefined) {
        ways.set(place, {
          cost: this.cost({ groups, moved: this.distance(taker, place) }),
          step: { taker, from: undefined },
        });
      }
    }
    let found = [...ways.keys()];
    while (found.length > 0) {
      const nearer = new Set<number>();
      for (const from of found) {
        for (let to = 0; to < this.places.length; to++) {
          const pair = this.pair(from, to);
          const kind = this.lowest[pair] ?? NONE;
          const change = COSTS[kind];
          const [goer] = this.goers[pair]?.[kind] ?? [];
          if (change === undefined || goer === undefined) {
            continue;
          }
          const cost = (ways.get(from)?.cost ?? 0) + this.cost(change);
          if (cost < (ways.get(to)?.cost ?? Number.POSITIVE_INFINITY)) {
            ways.set(to, { cost, step: { taker: goer, from } });
            nearer.add(to);
          }
        }
      }
      found = [...nearer];
    }
    return ways;
  }

  private change(taker: number, { left, taken }: { readonly left: number[]; readonly taken: number[] }): void {
    this.eachGoing(taker, (pair, kind) => {
      const goers = this.goers[pair];
      goers?.[kind]?.delete(taker);
      while (goers?.[this.lowest[pair] ?? NONE]?.size === 0) {
        this.lowest[pair] = (this.lowest[pair] ?? NONE) + 1;
      }
    });
    left.forEach((place) => this.takenBy(taker).delete(place));
    taken.forEach((place) => this.takenBy(taker).add(place));
    this.eachGoing(taker, (pair, kind) => {
      this.goers[pair]?.[kind]?.add(taker);
      this.lowest[pair] = Math.min(this.lowest[pair] ?? NONE, kind);
    });
  }

  /** From where to where a taker may go, and at which of the costs. */
  private eachGoing(taker: number, going: (pair: number, kind: number) => void): void {
    const taken = this.takenBy(taker);
    for (const to of this.takers[taker]?.allowed ?? []) {
      if (taken.has(to)) {
        continue;
      }
      for (const from of taken) {
        const groups = this.costOfGroups(taker, this.groupOf(from), this.groupOf(to));
        if (groups !== undefined) {
          const moved = this.distance(taker, to) - this.distance(taker, from);
          going(this.pair(from, to), kindOf(groups, moved));
        }
      }
    }
  }

  private costOfGroups(taker: number, from: number, to: number): number | undefined {
    if (from === to) {
      return 0;
    }
    const more = this.costOfMore(taker, to);
    return more === undefined ? undefined : more - (this.costOfMore(taker, from, 1) ?? 0);
  }

  /** What one more place of a group costs, when some were given up there; nothing where there is no room for it. */
  private costOfMore(taker: number, group: number, fewer = 0): -1 | 0 | undefined {
    const level = this.takers[taker]?.level ?? 0;
    let taken = -fewer;
    for (const place of this.takenBy(taker)) {
      taken += this.groupOf(place) === group ? 1 : 0;
    }
    return taken < level ? -1 : taken === level ? 0 : undefined;
  }

  /** The next one on a place is dearer than the last: so the cheapest is even. */
  private costOfNext(place: number): number {
    return this.ofLoad * (this.loads[place] ?? 0);
  }

  private cost({ groups, moved }: { readonly groups: number; readonly moved: number }): number {
    return this.ofGroup * groups + this.ofMove * moved + 1;
  }

  private distance(taker: number, place: number): 0 | 1 {
    return this.takers[taker]?.held.includes(place) === true ? 0 : 1;
  }

  private takenBy(taker: number): Set<number> {
    return this.taken[taker] ?? new Set();
  }

  private groupOf(place: number): number {
    return this.places[place]?.group ?? 0;
  }

  private pair(from: number, to: number): number {
    return from * this.places.length + to;
  }
}
