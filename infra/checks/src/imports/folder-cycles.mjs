/**
 * Finds import cycles between the direct children of a folder. An example of a cycle: `a/x.ts` imports `b/y.ts`, and
 * `b/z.ts` imports `a/w.ts`. A file next to the folders, such as `main.ts`, counts as a child of its own. If such files
 * formed one child together, that child would be part of many cycles.
 * @param {Iterable<readonly [from: string, to: string]>} imports pairs of file paths relative to the repository root
 * @returns {string[]} one line per cycle with the folder, the children in the cycle, and one import for each step
 */
export function findFolderCycles(imports) {
  /** @type {Map<string, Map<string, Map<string, string>>>} folder → child → imported child → example */
  const folders = new Map();
  for (const [from, to] of imports) {
    const split = splitAtCommonFolder(from, to);
    if (split === undefined) continue;
    const children = getOrCreateMap(folders, split.folder);
    const targets = getOrCreateMap(children, split.from);
    if (!targets.has(split.to)) targets.set(split.to, `${from} → ${to}`);
  }
  return [...folders].flatMap(([folder, children]) => findCyclesBetween(folder, children));
}

/**
 * Returns the deepest folder that contains both files, and the two children of this folder through which the files are
 * reached. Returns undefined if both files are directly in the same folder.
 */
function splitAtCommonFolder(from, to) {
  const a = from.split('/');
  const b = to.split('/');
  let depth = 0;
  while (a[depth] === b[depth] && depth < a.length) depth += 1;
  const bothFiles = depth === a.length - 1 && depth === b.length - 1;
  if (depth >= a.length || depth >= b.length || bothFiles) return undefined;
  return { folder: a.slice(0, depth).join('/'), from: a[depth], to: b[depth] };
}

function getOrCreateMap(map, key) {
  const value = map.get(key) ?? new Map();
  map.set(key, value);
  return value;
}

/** For each child that is not yet part of a reported cycle, finds the shortest cycle through that child. */
function findCyclesBetween(folder, children) {
  const reportedCycles = new Set();
  const cycles = [];
  for (const start of children.keys()) {
    if (reportedCycles.has(start)) continue;
    const cycle = findShortestCycle(start, children);
    if (cycle === undefined) continue;
    for (const child of cycle) reportedCycles.add(child);
    const steps = cycle.map((child, at) => children.get(child)?.get(cycle[(at + 1) % cycle.length]));
    cycles.push(`${folder}: ${[...cycle, start].join(' → ')} (${steps.join('; ')})`);
  }
  return cycles;
}

function findShortestCycle(start, children) {
  const cameFrom = new Map([[start, undefined]]);
  const queue = [start];
  for (const child of queue) {
    for (const next of children.get(child)?.keys() ?? []) {
      if (next === start) return tracePath(child, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, child);
      queue.push(next);
    }
  }
  return undefined;
}

function tracePath(child, cameFrom) {
  const path = [];
  for (let at = child; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
